package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That jpmd always runs: its guard, the units for the boot, and who says so. */
class AlwaysTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  @Test
  void a_guard_starts_it_again_when_it_was_killed_and_ends_with_it() {
    home.environment("JPM_NO_GUARD", "");
    home.script("sleeper.sh", "exec sleep 1000\n");
    home.jpm("start", home.work().resolve("sleeper.sh").toString()).succeeds();
    List<Integer> programs = home.pids("sleeper");
    long first = home.daemonPid();
    ProcessHandle guard = ProcessHandle.of(first).flatMap(ProcessHandle::parent).orElseThrow();
    assertThat(guard.info().arguments().orElseThrow()[0]).endsWith("/jpmd-guard");
    home.killDaemon();
    await().until(() -> home.jpm("ping").code() == 0);
    assertThat(home.daemonPid()).isNotEqualTo(first);
    assertThat(home.pids("sleeper")).isEqualTo(programs);
    assertThat(home.jpm("doctor").succeeds().out()).contains("a guard starts jpmd again");
    home.jpm("shutdown").succeeds();
    await().until(() -> !guard.isAlive());
    assertThat(home.jpm("ping").code()).isEqualTo(7);
  }

  @Test
  void a_guard_is_cheap() throws IOException {
    home.environment("JPM_NO_GUARD", "");
    home.jpm("daemon").succeeds();
    long guard =
        ProcessHandle.of(home.daemonPid()).flatMap(ProcessHandle::parent).orElseThrow().pid();
    Path status = Path.of("/proc", String.valueOf(guard), "status");
    String rss =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("RssAnon"))
            .findFirst()
            .orElseThrow();
    assertThat(Long.parseLong(rss.replaceAll("\\D", ""))).as("kB of its own").isLessThan(1024);
  }

  @Test
  void a_guard_does_not_start_again_what_cannot_begin() throws IOException {
    home.environment("JPM_NO_GUARD", "");
    Files.createDirectories(home.home().directory());
    Files.writeString(home.home().state(), "not a directory");
    TestHome.Result result = home.jpm("daemon");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("jpmd ended with code 1").contains("jpmd cannot run");
  }

  @Test
  void the_doctor_says_what_is_well_and_what_is_not() throws IOException {
    home.jpm("daemon").succeeds();
    String text = home.jpm("doctor").succeeds().out();
    assertThat(text)
        .contains("ok       kernel", "nobody starts jpmd again", "files open", "MB are free")
        .contains(home.home() + " is ours alone");
    assertThat(Json.parse(home.jpm("doctor", "--json").out(), "doctor").kind())
        .isEqualTo("an array");
    Files.writeString(home.home().state().resolve("x.json.broken"), "");
    Files.setPosixFilePermissions(
        home.home().directory(),
        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(home.jpm("doctor").out()).contains("x.json.broken", "is open to others");
    home.jpm("shutdown").succeeds();
    assertThat(home.jpm("doctor").out()).contains("jpmd is not running");
  }

  @Test
  void version_hints_at_an_upgrade_only_when_there_is_something_to_upgrade() {
    home.jpm("daemon").succeeds();
    assertThat(home.jpm("version").out()).doesNotContain("jpm upgrade");
    Optional<Fields> daemon =
        Fields.of(Json.parse(home.jpm("version", "--json").out(), "version")).object("jpmd");
    assertThat(daemon.orElseThrow().text("keptAliveBy")).isEqualTo("nobody");
  }

  @Test
  void a_unit_is_installed_and_removed_below_another_root() throws IOException {
    Path root = home.work().resolve("image");
    Files.createDirectories(root.resolve("etc/systemd/system"));
    home.environment("JPM_LAUNCHER", "/opt/jpm/bin/jpm");
    String out = home.jpm("startup", "--root", root.toString()).succeeds().out();
    assertThat(out).contains("wrote " + root).contains("to be run there: systemctl");
    Path unit = Path.of(out.lines().findFirst().orElseThrow().substring("wrote ".length()));
    assertThat(Files.readString(unit))
        .contains("ExecStart=/opt/jpm/bin/jpm daemon --foreground\n")
        .contains("JPM_HOME=" + home.home());
    assertThat(home.jpm("unstartup", "--root", root.toString()).succeeds().out())
        .contains("removed " + unit);
    assertThat(unit).doesNotExist();
    assertThat(home.jpm("startup", "--user", "no-such-user", "--root", root.toString()).code())
        .isEqualTo(2);
  }
}
