{
  "programs": {
<#list programs as name, program>
    "${name?json_string}": ${json(program)}<#sep>,</#sep>
</#list>
  }
}
