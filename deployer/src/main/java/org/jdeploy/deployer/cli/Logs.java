package org.jdeploy.deployer.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.engine.CommandResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jdeploy STAGE logs}. */
@Command(
    name = "logs",
    description = "What programs print on all servers, each line with its server and instance.",
    footer = {
      "",
      "Examples:",
      "  jdeploy production logs blogd -n 100",
      "  jdeploy production logs -f --hosts web1",
      "  jdeploy production logs --since 10m --grep 'ERROR|WARN'"
    })
final class Logs implements Callable<Integer> {
  private final String name;
  private final Surroundings surroundings;

  @Parameters(arity = "0..*", paramLabel = "PROGRAM", description = "Default: all programs.")
  private List<String> programs = new ArrayList<>();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new lines until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description =
          "So many of the last lines of each output, default 20; with --since or --grep all.")
  private Optional<Integer> lines = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only lines from that time on: 10m, 2026-11-24T10:00:00Z, 10:00 (there).")
  private Optional<String> since = Optional.empty();

  @Option(
      names = "--grep",
      paramLabel = "RE",
      description = "Only lines in which this regular expression is found.")
  private Optional<String> grep = Optional.empty();

  @Option(names = "--out", description = "Only what went to standard output.")
  private boolean out;

  @Option(names = "--err", description = "Only what went to standard error.")
  private boolean err;

  @Mixin private StageOptions options = new StageOptions();

  Logs(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<String> words = words();
    try (StageSession session = StageSession.open(name, options, surroundings)) {
      RemoteLines sink =
          session.output().json()
              ? new JsonLines(surroundings)
              : new LogLines(surroundings, session.output().look(), session.fleet(), follow);
      List<CommandResult> results =
          session
              .engine(session.output().with(sink))
              .run(
                  session.fleet(),
                  "jpm logs",
                  RemoteJpm.script(words),
                  follow ? Optional.empty() : Optional.of(Duration.ofMinutes(5)));
      sink.end(results);
      return RemoteJpm.worst(results, session.output());
    }
  }

  /** The command there. */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of("logs", "--json"));
    lines.ifPresent(number -> words.addAll(List.of("-n", String.valueOf(number))));
    since.ifPresent(time -> words.add("--since=" + time));
    grep.ifPresent(regex -> words.add("--grep=" + regex));
    if (follow) {
      words.add("-f");
    }
    if (out) {
      words.add("--out");
    }
    if (err) {
      words.add("--err");
    }
    words.addAll(programs);
    return words;
  }
}
