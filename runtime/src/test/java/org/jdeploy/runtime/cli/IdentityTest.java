package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Programs of other users and with limits, behind a real daemon. The user is {@code daemon}, who is
 * on every Linux; who is not root sees that only root can.
 */
class IdentityTest {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  /** For everyone: the program's user must be able to be there. */
  private void open(String... files) throws IOException {
    Files.setPosixFilePermissions(home.work(), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String file : files) {
      Files.setPosixFilePermissions(
          home.work().resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void a_program_runs_as_its_user_in_that_ones_home_and_may_reopen_its_output() throws Exception {
    home.script(
        "who.sh",
        """
        echo "$(id -un) $(id -gn) $HOME $USER $LOGNAME" > /dev/stdout
        echo trouble > /dev/stderr
        umask
        cut -d ' ' -f 19 /proc/self/stat
        cat /proc/self/oom_score_adj
        echo done
        exec sleep 1000
        """);
    open("who.sh");
    Path file =
        home.programs(
            """
            {"programs": {"who": {"command": "./who.sh", "directory": "@DIR", "user": "daemon",
              "umask": "027", "nice": 3, "oomScoreAdj": 100, "startRetries": 0, "startSeconds": 0.1}}}
            """);
    TestHome.Result apply = home.jpm("apply", file.toString());
    if (!ROOT) {
      assertThat(apply.code()).isEqualTo(1);
      assertThat(apply.err())
          .contains(
              "it is to run as daemon, which needs a jpmd that runs as root; this one runs as");
      return;
    }
    apply.succeeds();
    await().until(() -> home.log("who.out.log").contains("done"));
    assertThat(home.log("who.out.log").lines())
        .containsExactly("daemon daemon /usr/sbin daemon daemon", "0027", "3", "100", "done");
    await().until(() -> home.log("who.err.log").equals("trouble\n"));
  }

  @Test
  void a_node_program_of_another_user_listens_and_is_reloaded_as_ever() throws Exception {
    open();
    home.write(
        "app.js",
        """
        console.log('user', process.getuid(), process.env.USER);
        require('http').createServer((request, response) => response.end('hi')).listen(%d);
        """
            .formatted(TestHome.freePort()));
    Path file =
        home.programs(
            """
            {"programs": {"web": {"command": "node app.js", "directory": "@DIR", "user": "daemon:daemon",
              "startRetries": 0}}}
            """);
    if (!ROOT) {
      assertThat(home.jpm("apply", file.toString()).err()).contains("which needs a jpmd that runs");
      return;
    }
    home.jpm("apply", file.toString()).succeeds();
    home.jpm("reload", "web").succeeds();
    await().until(() -> home.log("web.out.log").lines().count() == 2);
    assertThat(home.log("web.out.log").lines()).containsOnly("user 1 daemon");
    assertThat(home.status().getFirst().state()).isEqualTo("RUNNING");
  }

  @Test
  void a_program_of_another_user_can_say_that_it_is_ready() throws Exception {
    home.script(
        "ready.sh",
        """
        exec python3 -c '
        import os, socket, time
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        s.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
        time.sleep(1000)'
        """);
    open("ready.sh");
    Path file =
        home.programs(
            """
            {"programs": {"ready": {"command": "./ready.sh", "directory": "@DIR", "user": "daemon",
              "ready": {"on": "notify", "timeout": "20s"}, "startRetries": 0}}}
            """);
    if (!ROOT) {
      assertThat(home.jpm("apply", file.toString()).err()).contains("which needs a jpmd that runs");
      return;
    }
    home.jpm("apply", file.toString()).succeeds();
    assertThat(home.status().getFirst().state()).isEqualTo("RUNNING");
  }

  @Test
  void a_user_or_group_that_does_not_exist_fails_that_program_alone() {
    home.script("sleeper.sh", "exec sleep 1000\n");
    Path file =
        home.programs(
            """
            {"programs": {
              "good": {"command": "./sleeper.sh", "directory": "@DIR", "startSeconds": 0.1},
              "lost": {"command": "./sleeper.sh", "directory": "@DIR", "startRetries": 0,
                "user": "no-such-user"},
              "out": {"command": "./sleeper.sh", "directory": "@DIR", "startRetries": 0,
                "user": "daemon:no-such-group"}}}
            """);
    TestHome.Result apply = home.jpm("apply", file.toString());
    assertThat(apply.code()).isEqualTo(1);
    assertThat(apply.err())
        .contains("there is no user no-such-user")
        .contains("there is no group no-such-group")
        .doesNotContain("Exception");
    assertThat(home.status("good").getFirst().state()).isEqualTo("RUNNING");
    assertThat(home.status("lost").getFirst().state()).isEqualTo("FATAL");
  }

  @Test
  void limits_are_the_programs_and_its_childrens_and_without_them_it_has_those_of_the_daemon()
      throws IOException {
    home.script("limits.sh", "sh -c 'ulimit -n; ulimit -c'; echo done; exec sleep 1000\n");
    Path file =
        home.programs(
            """
            {"programs": {
              "narrow": {"command": "./limits.sh", "directory": "@DIR", "startSeconds": 0.1,
                "limits": {"openFiles": 77, "core": "0", "processes": 3000}},
              "plain": {"command": "./limits.sh", "directory": "@DIR", "startSeconds": 0.1}}}
            """);
    home.jpm("apply", file.toString()).succeeds();
    await().until(() -> home.log("narrow.out.log").contains("done"));
    await().until(() -> home.log("plain.out.log").contains("done"));
    assertThat(home.log("narrow.out.log").lines()).containsExactly("77", "0", "done");
    int pid = home.pids("narrow").getFirst();
    assertThat(limit(pid, "Max processes")).isEqualTo("3000 3000");
    assertThat(limit(home.pids("plain").getFirst(), "Max open files"))
        .isEqualTo(limit((int) home.daemonPid(), "Max open files"));
    home.jpm("restart", "narrow").succeeds();
    assertThat(home.pids("narrow").getFirst()).isNotEqualTo(pid);
  }

  private static String limit(int pid, String name) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc", String.valueOf(pid), "limits"));
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().replaceAll("(\\d+) +(\\d+).*", "$1 $2"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_daemon_goes_after_its_programs_when_memory_is_short() throws Exception {
    home.script("sleeper.sh", "exec sleep 1000\n");
    home.jpm("start", home.work().resolve("sleeper.sh").toString()).succeeds();
    int own = score(ProcessHandle.current().pid());
    int daemon = score(home.daemonPid());
    assertThat(daemon).isEqualTo(mayProtectItself() ? Math.min(own, -500) : own);
    assertThat(score(home.pids("sleeper").getFirst())).isEqualTo(Math.max(own, 0));
  }

  /** Root without CAP_SYS_RESOURCE, as in some containers, cannot. */
  private static boolean mayProtectItself() throws Exception {
    return new ProcessBuilder("sh", "-c", "echo -500 > /proc/self/oom_score_adj")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static int score(long pid) throws IOException {
    return Integer.parseInt(
        Files.readString(Path.of("/proc", String.valueOf(pid), "oom_score_adj")).strip());
  }
}
