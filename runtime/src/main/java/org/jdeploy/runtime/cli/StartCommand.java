package org.jdeploy.runtime.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.program.FileSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm start}: a known program, a program file, or a script. */
@Command(
    name = "start",
    description = "Start programs that jpmd knows, those of a program file, or a script.",
    footer = {
      "",
      "Example: jpm start blogd",
      "         jpm start programs.json",
      "         jpm start supervisord.conf",
      "         jpm start app.js -i 4 --name web -- --verbose"
    })
final class StartCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|NAME|SCRIPT",
      description = "What to start; after a script and --, its arguments.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--name", description = "Of a script: the program's name.")
  private @Nullable String name;

  @Option(
      names = {"-i", "--instances"},
      paramLabel = "N",
      description = "Of a script: how many (a number, max, max-1, 50%%).")
  private @Nullable String instances;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "KEY=VALUE",
      description = "Of a script: a variable for its environment.")
  private List<String> environment = new ArrayList<>();

  @Mixin private WaitOption wait = new WaitOption();

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  StartCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String first = words.getFirst();
    Path file = Path.of(first);
    boolean options = name != null || instances != null || !environment.isEmpty();
    if (!Files.isRegularFile(file)) {
      if (options || first.contains("/")) {
        throw new Failure(ExitCodes.USAGE, "there is no file " + first);
      }
      return new Operation("start", words, wait.waits()).run(session, json);
    }
    if (FileSet.isProgramFile(file)) {
      return apply(file);
    }
    Script script =
        new Script(
            file,
            name == null ? Script.nameOf(file) : name,
            Optional.ofNullable(instances),
            environment,
            words.subList(1, words.size()));
    return apply(script.write(session.home()));
  }

  private int apply(Path file) {
    ProgramFiles files = ProgramFiles.read(session, file);
    files.tell(session);
    if (files.hasBroken()) {
      return ExitCodes.USAGE;
    }
    return new Application(files.good(), false, false, false, Optional.empty(), wait.waits())
        .run(session, json);
  }
}
