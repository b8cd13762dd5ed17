package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jdeploy.runtime.program.ProgramFile;
import org.jdeploy.runtime.program.ProgramSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferencesTest {
  private static ProgramSpec spec(String keys) {
    return ProgramFile.parse(
            "{\"programs\": {\"x\": {\"command\": \"x\", " + keys + "}}}",
            "f.json",
            Path.of("/srv"))
        .getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"autorestart\": true|autorestart: \"unexpected\" → true",
        "\"exitCodes\": [0, 3]|exitCodes: [0] → [0,3]",
        "\"startRetries\": 4|startRetries: 20 → 4",
        "\"backoff\": {\"max\": \"1m\"}|backoff.max: \"30s\" → \"1m\"",
        "\"instances\": 2|instances: 1 → 2",
        "\"autostart\": false|autostart",
        "\"limits\": {\"memory\": \"1GB\"}|limits.memory: (none) → \"1GB\"",
        "\"logs\": {\"keep\": 3}|logs.keep",
        "\"logs\": {\"maxSize\": \"1MB\"}|logs.maxSize: \"50MB\" → \"1MB\"",
        "\"health\": {\"tcp\": \"a:1\"}|health",
        "\"schedule\": {\"restart\": \"0 4 * * *\"}|schedule.restart",
        "\"watch\": [\"lib\"]|watch: [] → [\"lib\"]",
        "\"stop\": {\"timeout\": \"1s\"}|stop.timeout: \"10s\" → \"1s\"",
        "\"hooks\": {\"postExit\": \"x\"}|hooks.postExit",
        "\"priority\": 1|priority: 999 → 1",
        "\"group\": \"g\"|group: (none) → \"g\"",
      })
  void what_needs_no_new_process_is_applied_live(String keys, String key) {
    assertThat(Differences.between(spec("\"nice\": 0"), spec("\"nice\": 0, " + keys)))
        .singleElement()
        .asString()
        .startsWith(key)
        .endsWith(" (applied live)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"directory\": \"/\"|directory",
        "\"environment\": {\"A\": 1}|environment.A",
        "\"user\": \"deploy\"|user: (none) → \"deploy\"",
        "\"listen\": [{\"port\": 1}], \"ready\": {\"on\": \"delay\"}|listen",
        "\"ready\": {\"timeout\": \"9s\"}|ready.timeout",
        "\"limits\": {\"openFiles\": 99}|limits.openFiles",
        "\"logs\": {\"mergeStderr\": true}|logs.mergeStderr",
        "\"watchdog\": \"1s\"|watchdog",
      })
  void what_a_process_cannot_change_needs_a_reload(String keys, String key) {
    assertThat(Differences.between(spec("\"nice\": 0"), spec("\"nice\": 0, " + keys)))
        .singleElement()
        .asString()
        .startsWith(key)
        .endsWith(" (needs a reload)");
  }

  @Test
  void values_of_the_environment_are_not_told() {
    assertThat(
            Differences.between(
                spec("\"environment\": {\"A\": \"old\", \"B\": \"b\"}"),
                spec("\"environment\": {\"A\": \"new\", \"C\": \"c\"}")))
        .isEqualTo(
            List.of(
                "environment.A: changed (needs a reload)",
                "environment.B: removed (needs a reload)",
                "environment.C: added (needs a reload)"));
    assertThat(Differences.between(spec("\"nice\": 0"), spec("\"nice\": 0"))).isEmpty();
  }
}
