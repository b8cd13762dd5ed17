package org.jdeploy.deployer.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdeploy.deployer.engine.EngineEvent;
import org.jdeploy.deployer.engine.EngineEvent.Note;
import org.jdeploy.deployer.engine.EngineEvent.PhaseEnded;
import org.jdeploy.deployer.engine.EngineEvent.PhaseStarted;
import org.jdeploy.deployer.engine.EngineEvent.Stage;
import org.jdeploy.deployer.engine.EngineEvent.StepEnded;
import org.jdeploy.deployer.engine.EngineEvent.StepStarted;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Look LIVE = new Look(false, true, true, 80);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Progress progress(Look look, Verbosity verbosity) {
    return new Progress(
        new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), look), verbosity);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void feed(Progress progress, EngineEvent... events) {
    List.of(events).forEach(progress::on);
  }

  private static StepStarted started(String host, String id) {
    return new StepStarted(host, id, "Do " + id);
  }

  private static StepEnded ended(String host, String id, int millis) {
    return new StepEnded(host, id, "Do " + id, Duration.ofMillis(millis), Optional.empty());
  }

  private static StepEnded failed(String host, String id, String problem) {
    return new StepEnded(host, id, "Do " + id, Duration.ofMillis(100), Optional.of(problem));
  }

  @Test
  void prints_one_line_a_step_once_every_server_has_ended_it() {
    Progress progress = progress(Look.PLAIN, Verbosity.NORMAL);
    feed(
        progress,
        new PhaseStarted(Stage.PREPARE, "Prepare", List.of("web1", "web2")),
        started("web1", "checkout"),
        started("web2", "checkout"),
        ended("web1", "checkout", 420),
        started("web1", "build"));
    assertThat(shown()).isEqualTo("Prepare\n");
    feed(
        progress,
        ended("web2", "checkout", 1_260),
        started("web2", "build"),
        ended("web2", "build", 61_000),
        ended("web1", "build", 3),
        new PhaseEnded(Stage.PREPARE, "Prepare", true, Duration.ofSeconds(62)));
    assertThat(shown())
        .isEqualTo(
            """
            Prepare
              ✔ Do checkout                         web1 0.4s  web2 1.3s
              ✔ Do build                            web1 0.0s  web2 1m01s
            """);
  }

  @Test
  void keeps_the_order_of_steps_and_shows_unfinished_ones_when_a_phase_ends() {
    Progress progress = progress(Look.PLAIN, Verbosity.NORMAL);
    feed(
        progress,
        new PhaseStarted(Stage.PREPARE, "Prepare", List.of("web1", "web2")),
        started("web1", "one"),
        started("web2", "one"),
        failed("web1", "one", "exit code 1"),
        new PhaseEnded(Stage.PREPARE, "Prepare", false, Duration.ofSeconds(2)));
    assertThat(shown())
        .isEqualTo(
            """
            Prepare
              ✘ Do one                              ✘ web1 0.1s  web2 …
              ✘ Prepare failed after 2.0s
            """);
  }

  @Test
  void rewrites_what_is_still_changing_on_a_terminal_only() {
    Progress progress = progress(LIVE, Verbosity.NORMAL);
    feed(
        progress,
        new PhaseStarted(Stage.PREPARE, "Prepare", List.of("web1")),
        started("web1", "one"));
    assertThat(shown()).endsWith("  … Do one                              web1 …\n");
    feed(progress, ended("web1", "one", 100));
    assertThat(shown()).contains("\u001b[1A\r\u001b[J").endsWith("web1 0.1s\n");
  }

  @Test
  void counts_servers_when_they_are_many_and_names_the_slowest_and_the_failed() {
    Progress progress = progress(Look.PLAIN, Verbosity.NORMAL);
    List<String> hosts = IntStream.range(0, 20).mapToObj(i -> "web" + i).toList();
    feed(progress, new PhaseStarted(Stage.PREPARE, "Prepare", hosts));
    for (String host : hosts) {
      feed(
          progress,
          host.equals("web7")
              ? failed(host, "one", "no")
              : ended(host, "one", host.equals("web3") ? 900 : 50));
    }
    assertThat(shown()).contains("20 servers  slowest web3 0.9s  failed: web7");
  }

  @Test
  void streams_what_steps_print_with_the_name_of_the_server_when_verbose() {
    EngineEvent line = new EngineEvent.StepLine("web2", "build", false, "compiled");
    Progress normal = progress(Look.PLAIN, Verbosity.NORMAL);
    feed(normal, line);
    assertThat(shown()).isEmpty();
    feed(progress(Look.PLAIN, Verbosity.VERBOSE), line);
    assertThat(shown()).isEqualTo("      web2 | compiled\n");
  }

  @Test
  void shows_warnings_alone_when_quiet() {
    Progress progress = progress(LIVE, Verbosity.QUIET);
    feed(
        progress,
        new PhaseStarted(Stage.PREPARE, "Prepare", List.of("web1")),
        started("web1", "one"),
        failed("web1", "one", "no"),
        new Note("web1", false, "an old release was removed"),
        new Note("web1", true, "the clock is 3 minutes late"),
        new PhaseEnded(Stage.PREPARE, "Prepare", false, Duration.ofSeconds(2)));
    assertThat(shown()).isEqualTo("  ! web1: the clock is 3 minutes late\n");
  }

  @Test
  void lets_no_server_move_the_cursor() {
    Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), Look.PLAIN);
    screen.print("bell\u0007 and clear\u001b[2Jx");
    screen.print("10%\r100%");
    screen.print("  \u001b[32mok\u001b[0m");
    assertThat(shown()).isEqualTo("bell and clearx\n100%\n  \u001b[32mok\u001b[0m\n");
  }
}
