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
      "  jdeploy production logs -f --hosts web1"
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
      defaultValue = "20",
      description = "So many of the last lines of each instance, default ${DEFAULT-VALUE}.")
  private int lines;

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
    List<String> words = new ArrayList<>(List.of("logs", "--json", "-n", String.valueOf(lines)));
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
}
