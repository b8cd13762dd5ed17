package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** {@code jdeploy completion SHELL}. */
@Command(
    name = "completion",
    description = "Prints a script that completes stages, commands and options for a shell.",
    footer = {
      "",
      "Example:",
      "  jdeploy completion bash > ~/.local/share/bash-completion/completions/jdeploy",
      "  jdeploy completion zsh > ~/.zfunc/_jdeploy",
      "  jdeploy completion fish > ~/.config/fish/completions/jdeploy.fish"
    })
final class Completion implements Callable<Integer> {
  /** Shells that it is written for. */
  enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String BASH =
      """
      # Completion of jdeploy for bash.
      _jdeploy() {
        local word=${COMP_WORDS[COMP_CWORD]} given='' i
        for ((i = 1; i < COMP_CWORD; i++)); do
          [[ ${COMP_WORDS[i]} == -* ]] || given+="${given:+ }${COMP_WORDS[i]}"
        done
        local stageless='@STAGELESS@'
        if [[ $word == -* ]]; then
          COMPREPLY=($(compgen -W '@OPTIONS@' -- "$word"))
        elif [[ -z $given ]]; then
          COMPREPLY=($(compgen -W "$stageless $(jdeploy stages -q 2>/dev/null)" -- "$word"))
        elif [[ $given != *' '* && " $stageless " != *" $given "* ]]; then
          COMPREPLY=($(compgen -W '@COMMANDS@' -- "$word"))
        elif [[ $given == completion ]]; then
          COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word"))
        else
          COMPREPLY=($(compgen -f -- "$word"))
        fi
      }
      complete -o filenames -F _jdeploy jdeploy
      """;

  private static final String ZSH =
      """
      #compdef jdeploy
      # Completion of jdeploy for zsh.
      _jdeploy() {
        local -a given stageless
        given=(${${words[2,CURRENT-1]}:#-*})
        stageless=(@STAGELESS@)
        if [[ $PREFIX == -* ]]; then
          compadd -- @OPTIONS@
        elif (( $#given == 0 )); then
          compadd -- $stageless ${(f)"$(jdeploy stages -q 2>/dev/null)"}
        elif (( $#given == 1 && ! ${stageless[(Ie)$given[1]]} )); then
          compadd -- @COMMANDS@
        elif [[ $given[1] == completion ]]; then
          compadd -- bash zsh fish
        else
          _files
        fi
      }
      compdef _jdeploy jdeploy
      """;

  private static final String FISH =
      """
      # Completion of jdeploy for fish.
      function __jdeploy_words
        string match -v -- '-*' (commandline -opc)[2..]
      end
      complete -c jdeploy -f -n 'test (count (__jdeploy_words)) -eq 0' -a '@STAGELESS@ (jdeploy stages -q 2>/dev/null)'
      complete -c jdeploy -f -n 'test (count (__jdeploy_words)) -eq 1; and not contains -- (__jdeploy_words) @STAGELESS@' -a '@COMMANDS@'
      complete -c jdeploy -f -n 'test "$(__jdeploy_words)" = completion' -a 'bash zsh fish'
      @LONG@
      """;

  private final Surroundings surroundings;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.BASH;

  Completion(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandLine ofStage = CommandTree.ofStage("STAGE", surroundings);
    CommandLine stageless = CommandTree.stageless(surroundings);
    TreeSet<String> options = new TreeSet<>();
    for (CommandLine tree : List.of(ofStage, stageless)) {
      tree.getSubcommands()
          .values()
          .forEach(command ->
              command.getCommandSpec().options().stream()
                  .map(OptionSpec::longestName)
                  .forEach(options::add));
    }
    List<String> lines = new ArrayList<>();
    options.stream()
        .filter(option -> option.startsWith("--"))
        .forEach(option -> lines.add("complete -c jdeploy -l " + option.substring(2)));
    String script =
        switch (shell) {
          case BASH -> BASH;
          case ZSH -> ZSH;
          case FISH -> FISH;
        };
    surroundings
        .out()
        .print(
            script
                .replace("@STAGELESS@", String.join(" ", stageless.getSubcommands().keySet()))
                .replace("@COMMANDS@", String.join(" ", ofStage.getSubcommands().keySet()))
                .replace("@OPTIONS@", String.join(" ", options))
                .replace("@LONG@", String.join("\n", lines)));
    return ExitCode.DONE;
  }
}
