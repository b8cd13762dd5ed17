package org.jdeploy.deployer.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.engine.CommandResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jdeploy STAGE jpm ARGS…}. */
@Command(
    name = "jpm",
    description = {
      "The same jpm command on every server; each line with its server, the worst exit code.",
      "Options for jdeploy stand before the word jpm."
    },
    footer = {
      "",
      "Examples:",
      "  jdeploy production jpm status",
      "  jdeploy production --hosts web1 jpm restart blogd",
      "  jpm reload blogd --stage production"
    })
final class Jpm implements Callable<Integer> {
  /** Change nothing, so that a protected stage needs no question. */
  private static final Set<String> READING =
      Set.of(
          "status",
          "list",
          "ls",
          "show",
          "describe",
          "logs",
          "events",
          "ping",
          "version",
          "check",
          "env",
          "doctor",
          "--help",
          "-h",
          "--version",
          "-V");

  private static final Set<String> STREAMING = Set.of("logs", "events");

  private final String name;
  private final Surroundings surroundings;

  @Parameters(arity = "1..*", paramLabel = "ARGS", description = "What jpm gets.")
  private List<String> words = new ArrayList<>();

  @Mixin private ChangeOptions change = new ChangeOptions();
  @Mixin private StageOptions options = new StageOptions();

  Jpm(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (StageSession session = StageSession.open(name, options, surroundings)) {
      String verb = words.getFirst();
      if (!READING.contains(verb)) {
        change.confirm(session.stage(), verb + " programs of");
      }
      boolean json = words.contains("--json");
      RemoteLines lines =
          json
              ? STREAMING.contains(verb)
                  ? new JsonLines(surroundings)
                  : new JsonDocuments(surroundings)
              : new PrefixedLines(surroundings, session);
      boolean endless = words.contains("-f") || words.contains("--follow");
      List<CommandResult> results =
          session
              .engine(session.output().with(lines))
              .run(
                  session.fleet(),
                  "jpm " + verb,
                  RemoteJpm.script(words),
                  endless ? Optional.empty() : Optional.of(Duration.ofHours(1)));
      lines.end(results);
      return RemoteJpm.worst(results, session.output());
    }
  }
}
