package org.jdeploy.deployer.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jdeploy.deployer.engine.EngineEvent;
import org.jdeploy.deployer.engine.EngineEvent.HostChanged;
import org.jdeploy.deployer.engine.EngineEvent.Note;
import org.jdeploy.deployer.engine.EngineEvent.PhaseEnded;
import org.jdeploy.deployer.engine.EngineEvent.PhaseStarted;
import org.jdeploy.deployer.engine.EngineEvent.Planned;
import org.jdeploy.deployer.engine.EngineEvent.StepEnded;
import org.jdeploy.deployer.engine.EngineEvent.StepStarted;
import org.jdeploy.deployer.engine.EngineListener;

/**
 * Everything that happened, a line each with the time: appended to a file that is private (0600).
 */
public final class LogFile implements EngineListener, AutoCloseable {
  private final PrintStream out;
  private final InstantSource clock;

  private LogFile(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  /** Opens or makes the file, with its directories. */
  public static LogFile appendTo(Path file, InstantSource clock) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return new LogFile(
        new PrintStream(
            Files.newOutputStream(file, StandardOpenOption.APPEND), true, StandardCharsets.UTF_8),
        clock);
  }

  public synchronized void line(String text) {
    out.println(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + Controls.visible(text));
  }

  @Override
  public void on(EngineEvent event) {
    line(
        switch (event) {
          case PhaseStarted phase ->
              "== " + phase.title() + " [" + String.join(", ", phase.hosts()) + "]";
          case PhaseEnded phase ->
              "== "
                  + phase.title()
                  + (phase.success() ? " done, " : " FAILED, ")
                  + Seconds.of(phase.took());
          case Planned planned ->
              "planned " + planned.plan().kind() + " " + planned.plan().release();
          case StepStarted step -> step.host() + " > " + step.id() + ": " + step.title();
          case EngineEvent.StepLine line ->
              line.host() + (line.error() ? " ! " : " | ") + line.line();
          case StepEnded step ->
              step.host()
                  + " < "
                  + step.id()
                  + ": "
                  + step.problem().map(problem -> "FAILED: " + problem).orElse("ok")
                  + ", "
                  + Seconds.of(step.took());
          case HostChanged host -> host.host() + " = " + host.state() + " " + host.message();
          case Note note ->
              (note.warning() ? "WARNING " : "note ")
                  + (note.host().isEmpty() ? "" : note.host() + ": ")
                  + note.text();
        });
  }

  @Override
  public void close() {
    out.close();
  }
}
