package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands around the life of a process. */
class HooksTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private String file(String hooks) {
    return home.programs(
            """
            {"programs": {"app": {"command": "./app.sh", "directory": "@DIR", "startSeconds": 0.1,
              "environment": {"WHO": "me"}, "autorestart": false, "startRetries": 0,
              "stop": {"timeout": "5s"}, "hooks": {%s}}}}
            """
                .formatted(hooks))
        .toString();
  }

  private String said() {
    return home.log("app.out.log");
  }

  @Test
  void they_run_in_their_order_with_the_program_s_environment_and_tell_how_it_ended() {
    home.script(
        "app.sh", "trap 'echo app ends; exit 7' TERM; echo app; while :; do sleep 0.02; done\n");
    home.jpm(
            "apply",
            file(
                """
                "preStart": "pwd; echo $JPM_HOOK of $JPM_PROGRAM $JPM_INSTANCE for $WHO",
                "postStart": "echo postStart",
                "preStop": "echo preStop $JPM_STOP_CAUSE; sleep 0.2",
                "postExit": "echo $JPM_HOOK $JPM_EXIT_CODE, $JPM_EXIT_CAUSE"
                """))
        .succeeds();
    await().until(() -> said().contains("postStart\n"));
    home.jpm("stop", "app").succeeds();
    await().until(() -> said().contains("postExit"));
    assertThat(said())
        .matches(
            """
            (?s)\\Q%s\\E
            preStart of app 0 for me
            app
            postStart
            preStop stopp[a-z]+
            app ends
            postExit 7, exited with code 7
            """
                .formatted(home.work()));
  }

  @Test
  void a_start_whose_hook_fails_has_failed_and_the_program_is_not_started() {
    home.script("app.sh", "echo started; exec sleep 1000\n");
    TestHome.Result apply =
        home.jpm("apply", file("\"preStart\": \"echo the database is away; exit 4\""));
    assertThat(apply.code()).isEqualTo(1);
    assertThat(apply.err()).contains("preStart exited with code 4");
    assertThat(home.status("app").getFirst().state()).isEqualTo("FATAL");
    await().until(() -> said().contains("the database is away"));
    assertThat(said()).doesNotContain("started");
  }

  @Test
  void what_killed_the_program_is_told_to_the_last_hook() {
    home.script("app.sh", "kill -9 $$\n");
    home.jpm("apply", file("\"postExit\": \"echo by $JPM_EXIT_SIGNAL: $JPM_EXIT_CAUSE\""));
    await().until(() -> said().contains("by KILL: was killed by SIGKILL"));
  }

  @Test
  void a_hook_that_hangs_is_killed_with_all_it_started() throws IOException {
    home.script("app.sh", "exec sleep 1000\n");
    TestHome.Result apply =
        home.jpm(
            "apply",
            file(
                "\"preStart\": \"setsid sleep 985 & echo $! > child; sleep 984\", \"timeout\":"
                    + " \"1s\""));
    assertThat(apply.code()).isEqualTo(1);
    assertThat(apply.err()).contains("preStart took longer than 1000 ms");
    long child = Long.parseLong(Files.readString(home.work().resolve("child")).strip());
    await().until(() -> ProcessHandle.of(child).isEmpty());
  }

  @Test
  void a_stop_during_the_first_hook_ends_it_and_nothing_is_started() {
    home.script("app.sh", "echo started; exec sleep 1000\n");
    home.jpmMeanwhile(
        new ByteArrayOutputStream(), "apply", file("\"preStart\": \"echo $$; exec sleep 983\""));
    await().until(() -> said().contains("\n"));
    long hook = Long.parseLong(said().strip());
    home.jpm("stop", "app").succeeds();
    await().until(() -> ProcessHandle.of(hook).isEmpty());
    assertThat(home.status("app").getFirst().state()).isEqualTo("STOPPED");
    assertThat(said()).doesNotContain("started");
  }

  @Test
  void a_first_hook_that_the_daemon_did_not_survive_is_run_again_alone() {
    home.script("app.sh", "echo started; exec sleep 1000\n");
    Thread apply =
        home.jpmMeanwhile(
            new ByteArrayOutputStream(),
            "apply",
            file("\"preStart\": \"echo $$; [ -e go ] || exec sleep 982\""));
    await().until(() -> said().contains("\n"));
    long hook = Long.parseLong(said().strip());
    home.killDaemon();
    await().until(() -> !apply.isAlive());
    home.write("go", "");
    home.jpm("daemon").succeeds();
    await().until(() -> ProcessHandle.of(hook).isEmpty());
    await().until(() -> said().contains("started"));
    assertThat(said().lines()).hasSize(3);
  }
}
