package org.jdeploy.deployer.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import org.jdeploy.deployer.console.LogFile;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.deployer.console.Progress;
import org.jdeploy.deployer.console.ReportJson;
import org.jdeploy.deployer.console.Screen;
import org.jdeploy.deployer.console.Summary;
import org.jdeploy.deployer.console.Verbosity;
import org.jdeploy.deployer.engine.DeployReport;
import org.jdeploy.deployer.engine.EngineListener;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What one command tells, to whom: a person reads standard output, problems come on standard error;
 * with {@code --json} standard output holds one document and a person reads standard error.
 */
final class Output implements AutoCloseable {
  private final Surroundings surroundings;
  private final OutputOptions options;
  private final Screen screen;
  private final @Nullable LogFile log;

  private Output(
      Surroundings surroundings, OutputOptions options, Screen screen, @Nullable LogFile log) {
    this.surroundings = surroundings;
    this.options = options;
    this.screen = screen;
    this.log = log;
  }

  static Output open(Surroundings surroundings, OutputOptions options) {
    PrintStream people = options.json ? surroundings.err() : surroundings.out();
    Look look = Look.of(options.json ? 2 : 1, options.noColor, surroundings.environment());
    try {
      LogFile log =
          options.log == null ? null : LogFile.appendTo(options.log, InstantSource.system());
      return new Output(surroundings, options, new Screen(people, look), log);
    } catch (IOException e) {
      throw new UsageException("--log: cannot write " + options.log + ": " + e.getMessage());
    }
  }

  Look look() {
    return screen.look();
  }

  boolean json() {
    return options.json;
  }

  boolean quiet() {
    return options.verbosity() == Verbosity.QUIET;
  }

  /** Shows the work as it goes. */
  EngineListener progress() {
    return with(new Progress(screen, options.verbosity()));
  }

  /** Shows warnings only, for commands whose result is what they print. */
  EngineListener warnings() {
    return with(new Progress(new Screen(surroundings.err(), look()), Verbosity.QUIET));
  }

  /** A listener, and the log. */
  EngineListener with(EngineListener listener) {
    LogFile file = log;
    return file == null
        ? listener
        : event -> {
          file.on(event);
          listener.on(event);
        };
  }

  /** A line for a person; not when quiet. */
  void say(String line) {
    if (!quiet()) {
      screen.print(line);
    }
    log(line);
  }

  /** A result: not to be silenced, and nothing for {@code --json}. */
  void print(List<String> lines) {
    if (!options.json) {
      lines.forEach(screen::print);
    }
  }

  void print(JsonValue document) {
    if (options.json) {
      surroundings.out().print(Json.pretty(document));
      surroundings.out().flush();
    }
  }

  /** A problem, on standard error. */
  void problem(String line) {
    surroundings.out().flush();
    surroundings.err().println(line);
    surroundings.err().flush();
    log(line);
  }

  private void log(String line) {
    if (log != null) {
      log.line(line);
    }
  }

  /** Tells how an operation ended; gives its exit code. */
  int end(DeployReport report) {
    Summary summary = new Summary(report, screen.look());
    if (!quiet()) {
      summary.table().forEach(screen::print);
    }
    summary.problems().forEach(this::problem);
    if (report.exitCode() == ExitCode.DONE) {
      say(summary.sentence());
    } else {
      problem(summary.sentence());
      if (options.log != null) {
        problem("  everything that happened is in " + options.log);
      }
    }
    print(ReportJson.of(report));
    return report.exitCode();
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}
