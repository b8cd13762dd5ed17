package org.jdeploy.deployer.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.deployer.template.Renderer.Rendered;
import org.junit.jupiter.api.Test;

/** Templates render the same everywhere, and say what is wrong with them. */
class RendererTest {
  private static final Secrets SECRETS =
      name -> name.equals("DB") ? Optional.of("s3kr1t\"") : Optional.empty();

  private static Rendered render(String text, Map<String, ?> model) {
    return render(text, "target", model);
  }

  private static Rendered render(String text, String target, Map<String, ?> model) {
    Renderer renderer =
        new Renderer(name ->
            name.equals("t.ftl")
                ? Optional.of(new Renderer.Found("deploy/templates/t.ftl", text))
                : Optional.empty());
    return renderer.render("t.ftl", target, model, SECRETS);
  }

  @Test
  void numbers_and_booleans_are_those_of_computers_in_every_locale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(render("${p} ${b} ${f}", Map.of("p", 3000, "b", true, "f", 0.5)).text())
          .isEqualTo("3000 true 0.5");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void an_undefined_name_is_told_with_its_place_and_a_way_out() {
    assertThatThrownBy(() -> render("fine\n  port ${vars.prot}", Map.of("vars", Map.of("port", 1))))
        .isInstanceOf(RenderException.class)
        .hasMessage(
            "deploy/templates/t.ftl:2:10: \"vars.prot\" is not defined: set it (vars in"
                + " deploy.json), or give a default: ${vars.prot!\"…\"}");
  }

  @Test
  void a_syntax_error_is_told_with_its_place() {
    assertThatThrownBy(() -> render("a\n<#if x>\n", Map.of()))
        .isInstanceOf(RenderException.class)
        .hasMessageStartingWith("deploy/templates/t.ftl:2:");
  }

  @Test
  void a_template_that_is_not_there_is_told_where_it_was_looked_for() {
    Renderer renderer = new Renderer(_ -> Optional.empty());
    assertThatThrownBy(() -> renderer.render("no.ftl", "t", Map.of(), Secrets.NONE))
        .hasMessage("template no.ftl: there is no deploy/templates/no.ftl and no built-in one");
  }

  @Test
  void no_class_can_be_reached() {
    assertThatThrownBy(
            () -> render("${\"freemarker.template.utility.Execute\"?new()(\"id\")}", Map.of()))
        .isInstanceOf(RenderException.class)
        .hasMessageContaining("not allowed");
    assertThatThrownBy(() -> render("${x.class}", Map.of("x", "text")))
        .isInstanceOf(RenderException.class);
  }

  @Test
  void only_a_template_that_prints_a_secret_counts_as_secret() {
    Map<String, ?> model = Map.of("vars", Map.of("url", "db:${secret.DB}@h", "port", "1"));
    assertThat(render("${vars.port}", model)).isEqualTo(new Rendered("1", false));
    assertThat(render("${vars.url}", model)).isEqualTo(new Rendered("db:s3kr1t\"@h", true));
    assertThat(render("${secret.DB}", model)).isEqualTo(new Rendered("s3kr1t\"", true));
    assertThatThrownBy(() -> render("${secret.DBX}", model))
        .hasMessageContaining("there is no secret \"DBX\"");
  }

  @Test
  void a_doubled_dollar_is_a_literal_one() {
    assertThat(render("${v}", Map.of("v", "$${secret.DB}")))
        .isEqualTo(new Rendered("${secret.DB}", false));
  }

  @Test
  void json_writes_any_value_and_its_secrets() {
    Map<String, ?> model =
        Map.of("p", Map.of("command", List.of("node", "a\"b"), "env", "${secret.DB}", "n", 2));
    assertThat(render("${json(p.command)} ${json(p.env)} ${json(p.n)}", model).text())
        .isEqualTo("[\"node\",\"a\\\"b\"] \"s3kr1t\\\"\" 2");
  }

  @Test
  void a_json_target_must_be_json() {
    assertThatThrownBy(() -> render("{\n  \"a\": oops}", "x.json", Map.of()))
        .isInstanceOf(RenderException.class)
        .hasMessageContaining("deploy/templates/t.ftl renders no JSON: line 2");
  }
}
