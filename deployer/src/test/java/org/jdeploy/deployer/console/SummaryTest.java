package org.jdeploy.deployer.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jdeploy.deployer.engine.DeployReport;
import org.jdeploy.deployer.engine.DeployReport.Host;
import org.jdeploy.deployer.engine.HostState;
import org.jdeploy.runtime.json.Json;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final DeployReport FAILED =
      new DeployReport(
          1,
          "Prepare failed on web2, nothing was switched",
          "20261124100000-3f2a91c",
          "3f2a91c",
          false,
          List.of(
              new Host(
                  "web1", HostState.UNTOUCHED, "old", "", Duration.ofMillis(900), "", List.of()),
              new Host(
                  "web2",
                  HostState.FAILED,
                  "",
                  "",
                  Duration.ofSeconds(2),
                  "Build failed (exit code 1)\nsee .jdeploy/log",
                  List.of("npm ERR!", "gave up"))),
          Duration.ofSeconds(3),
          List.of("web1 has 1% of its disk left"));

  private final Summary summary = new Summary(FAILED, Look.PLAIN);

  @Test
  void has_a_row_for_each_server() {
    assertThat(summary.table())
        .containsExactly(
            "SERVER  STATE      LIVE RELEASE  TOOK",
            "web1    untouched  old           0.9s",
            "web2    failed     -             2.0s");
  }

  @Test
  void tells_each_failure_once_with_its_last_lines() {
    assertThat(summary.problems())
        .containsExactly(
            "! web1 has 1% of its disk left",
            "✘ web2: Build failed (exit code 1)",
            "    see .jdeploy/log",
            "    npm ERR!",
            "    gave up");
    assertThat(summary.sentence())
        .isEqualTo("✘ Prepare failed on web2, nothing was switched (3.0s)");
  }

  @Test
  void is_the_same_for_scripts() {
    assertThat(Json.compact(ReportJson.of(FAILED)))
        .startsWith("{\"exitCode\":1,\"message\":\"Prepare failed on web2")
        .contains("\"seconds\":3.000")
        .contains("{\"name\":\"web1\",\"state\":\"untouched\",\"release\":\"old\"")
        .contains("\"output\":[\"npm ERR!\",\"gave up\"]");
  }
}
