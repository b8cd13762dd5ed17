package org.jdeploy.runtime.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.program.Translation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm import}. */
@Command(
    name = "import",
    description = {
      "Print a Supervisor configuration, a Procfile or a PM2 ecosystem (JSON) as a program file of",
      "jpm; what has no equivalent is told on stderr. Nothing is started. (ecosystem.config.js is",
      "JavaScript, which jpm does not run: the error says how to turn it into JSON.)"
    },
    footer = {"", "Example: jpm import /etc/supervisor/supervisord.conf --write programs.json"})
final class ImportCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FILE", description = "What to read; included files come along.")
  private Path file = Path.of("");

  @Option(
      names = "--write",
      paramLabel = "OUT",
      description = "Write this file, which must not be there, in place of printing.")
  private @Nullable Path out;

  ImportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (Files.isDirectory(file)) {
      throw new Failure(ExitCodes.USAGE, file + " is a directory: import one file at a time");
    }
    ProgramFiles files = ProgramFiles.read(session, file);
    files.tell(session);
    if (files.hasBroken()) {
      return ExitCodes.USAGE;
    }
    String text = Json.pretty(Translation.of(files.readings()));
    if (out == null) {
      session.out().print(text.endsWith("\n") ? text : text + "\n");
    } else {
      write(out, text);
      session.out().println("wrote " + out);
    }
    return ExitCodes.DONE;
  }

  /** Only for the user: an environment has secrets in it. */
  private static void write(Path out, String text) {
    try {
      Files.createFile(
          out, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(out, text);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(ExitCodes.USAGE, out + " is there already: remove it, or choose another");
    } catch (IOException e) {
      throw new Failure(ExitCodes.FAILED, "cannot write " + out + ": " + e.getMessage());
    }
  }
}
