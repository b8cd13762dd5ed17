package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BootUnitTest {
  @TempDir private Path directory = Path.of("");

  private static BootUnit unit(BootUnit.Kind kind, String user) {
    return BootUnit.of(
        kind,
        "jpmd-" + user,
        user,
        Path.of("/home/deploy"),
        Path.of("/srv/a 100%/.jpm"),
        "/bin/sh");
  }

  @Test
  void systemd_restarts_jpmd_and_leaves_its_programs_alone() {
    BootUnit unit = unit(BootUnit.Kind.SYSTEMD, "deploy");
    assertThat(unit.file()).isEqualTo(Path.of("/etc/systemd/system/jpmd-deploy.service"));
    assertThat(unit.text().lines())
        .contains(
            "User=deploy",
            "Environment=\"JPM_HOME=/srv/a 100%%/.jpm\" JPM_KEPT_BY=systemd",
            "KillMode=process",
            "Restart=always",
            "FileDescriptorStoreMax=4096",
            "Delegate=yes",
            "OOMScoreAdjust=-900",
            "WantedBy=multi-user.target");
    assertThat(unit(BootUnit.Kind.SYSTEMD, "root").text()).doesNotContain("User=");
  }

  @Test
  void a_users_own_systemd_gets_nothing_it_may_not_do() {
    BootUnit unit = unit(BootUnit.Kind.SYSTEMD_USER, "deploy");
    assertThat(unit.file())
        .isEqualTo(Path.of("/home/deploy/.config/systemd/user/jpmd-deploy.service"));
    assertThat(unit.text().lines())
        .noneMatch(line -> line.startsWith("User=") || line.startsWith("OOMScoreAdjust="))
        .contains("WantedBy=default.target");
    assertThat(unit.enable()).contains(List.of("loginctl", "enable-linger", "deploy"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SYSTEMD", "SYSTEMD_USER"})
  void systemd_itself_finds_nothing_wrong_with_a_unit(BootUnit.Kind kind) throws Exception {
    BootUnit unit = unit(kind, "root");
    Path file = directory.resolve("jpmd.service");
    Files.writeString(file, unit.text());
    Path verifier = Path.of("/usr/bin/systemd-analyze");
    if (Files.isExecutable(verifier)) {
      Run run = run(List.of(verifier.toString(), "verify", "--man=no", file.toString()));
      assertThat(run.out().lines().filter(line -> line.contains("jpmd.service"))).isEmpty();
    }
    // what is to be seen without systemd: sections, and an assignment on every other line
    assertThat(unit.text().lines().filter(line -> !line.isEmpty()))
        .allMatch(line -> line.matches("#.*|\\[(Unit|Service|Install)\\]|[A-Z][A-Za-z]+=.+"));
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENRC", "SYSV"})
  void a_script_for_the_boot_is_one_that_a_shell_can_read(BootUnit.Kind kind) throws Exception {
    Path file = directory.resolve("jpmd");
    Files.writeString(file, unit(kind, "deploy").text());
    Run run = run(List.of("sh", "-n", file.toString()));
    assertThat(run.code()).as(run.out()).isZero();
  }

  @Test
  void an_init_script_starts_stops_and_asks_as_its_user() throws Exception {
    Path launcher = directory.resolve("jpm");
    Files.writeString(launcher, "#!/bin/sh\necho \"$JPM_HOME $*\"\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    BootUnit unit =
        BootUnit.of(
            BootUnit.Kind.SYSV,
            "jpmd",
            System.getProperty("user.name"),
            directory,
            Path.of("/srv/it's/.jpm"),
            launcher.toString());
    Path script = directory.resolve("jpmd");
    Files.writeString(script, unit.text());
    assertThat(run(List.of("sh", script.toString(), "start")).out())
        .isEqualTo("/srv/it's/.jpm daemon\n");
    assertThat(run(List.of("sh", script.toString(), "stop")).out()).contains(" shutdown");
    assertThat(run(List.of("sh", script.toString(), "status")).out()).contains(" ping");
    assertThat(run(List.of("sh", script.toString(), "dance")).code()).isEqualTo(2);
  }

  private record Run(int code, String out) {}

  private static Run run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out);
  }
}
