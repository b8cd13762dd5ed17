package org.jdeploy.deployer.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdeploy.deployer.engine.EngineEvent;
import org.jdeploy.deployer.engine.EngineEvent.StepEnded;
import org.jdeploy.deployer.engine.EngineEvent.StepStarted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path temporary;

  @Test
  void has_everything_with_its_time_is_private_and_goes_on_where_it_ended() throws IOException {
    Path file = temporary.resolve("log/deploy.log");
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-24T10:00:00.5Z"));
    try (LogFile log = LogFile.appendTo(file, clock)) {
      log.on(new StepStarted("web1", "build", "Build"));
      log.on(new EngineEvent.StepLine("web1", "build", true, "to stderr"));
    }
    try (LogFile log = LogFile.appendTo(file, clock)) {
      log.on(
          new StepEnded(
              "web1", "build", "Build", Duration.ofSeconds(2), Optional.of("exit code 1")));
    }
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "2026-11-24T10:00:00.500Z web1 > build: Build",
            "2026-11-24T10:00:00.500Z web1 ! to stderr",
            "2026-11-24T10:00:00.500Z web1 < build: FAILED: exit code 1, 2.0s");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
