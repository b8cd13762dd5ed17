package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.host.Proc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing that a program started outlives its stop. */
class StopTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private List<Long> startTree(String main) {
    home.script(
        "tree.sh",
        """
        setsid sleep 1001 & echo $!
        sh -c '(setsid sh -c "sleep 1002 & echo \\$!" &)'
        sleep 1003 & echo $!
        %s
        """
            .formatted(main));
    home.jpm("apply", file("tree", "./tree.sh").toString());
    await().until(() -> home.log("tree.out.log").lines().count() >= 3);
    return home.log("tree.out.log").lines().limit(3).map(Long::valueOf).toList();
  }

  private Path file(String name, String command) {
    return home.programs(
        """
        {"programs": {"%s": {"command": "%s", "directory": "@DIR", "startSeconds": 0.1,
          "startRetries": 0, "autorestart": false, "stop": {"timeout": "300ms"}}}}
        """
            .formatted(name, command));
  }

  /** A zombie, which waits for its new parent to take note, does not. */
  private static boolean runs(long pid) {
    return Proc.stat((int) pid).filter(stat -> !stat.isDead()).isPresent();
  }

  @Test
  void a_setsid_grandchild_and_a_double_forked_daemon_die_with_their_program() {
    List<Long> tree = startTree("exec sleep 1000");
    assertThat(tree).allMatch(StopTest::runs);
    home.jpm("stop", "tree").succeeds();
    assertThat(tree).noneMatch(StopTest::runs);
  }

  @Test
  void what_is_left_of_a_program_that_ended_by_itself_is_gone_before_it_counts_as_ended() {
    List<Long> tree = startTree("sleep 0.5; exit 0");
    await().until(() -> home.status().getFirst().state().equals("EXITED"));
    assertThat(tree).noneMatch(StopTest::runs);
  }

  @Test
  void what_a_program_left_while_no_daemon_ran_is_ended_by_the_next_one() {
    List<Long> tree = startTree("exec sleep 1000");
    int main = home.pids("tree").getFirst();
    home.killDaemon();
    ProcessHandle.of(main).orElseThrow().destroyForcibly();
    await().until(() -> !runs(main));
    home.jpm("daemon").succeeds();
    assertThat(tree).noneMatch(StopTest::runs);
  }

  @Test
  void a_program_that_ignores_its_signal_is_killed_at_its_deadline_with_its_tree() {
    List<Long> tree = startTree("trap '' TERM; while :; do sleep 0.1; done");
    home.jpm("stop", "tree").succeeds();
    assertThat(tree).noneMatch(StopTest::runs);
    assertThat(home.status().getFirst().exit().orElseThrow().signal()).contains("KILL");
  }

  /** A frozen cgroup of version 1 does not even let SIGKILL through, like a dead disk. */
  @Test
  void a_process_that_nobody_can_kill_holds_up_nobody_else_and_is_told() throws Exception {
    home.script("frozen.sh", "trap '' TERM; while :; do sleep 0.1; done\n");
    home.script("other.sh", "exec sleep 1000\n");
    home.jpm("apply", file("frozen", "./frozen.sh").toString()).succeeds();
    home.jpm("start", home.work().resolve("other.sh").toString()).succeeds();
    int pid = home.pids("frozen").getFirst();
    Optional<Path> freezer = freeze(pid);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Thread stop = home.jpmMeanwhile(out, "stop", "frozen");
    try {
      if (freezer.isPresent()) {
        await().until(() -> home.jpm("events").out().contains("does not end on SIGKILL"));
        assertThat(stop.isAlive()).isTrue();
        assertThat(home.status("frozen").getFirst().state()).isEqualTo("STOPPING");
      }
      home.jpm("restart", "other").succeeds();
      home.jpm("stop", "other").succeeds();
    } finally {
      thaw(freezer);
    }
    stop.join(30_000);
    assertThat(stop.isAlive()).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("frozen");
    assertThat(home.status("frozen").getFirst().state()).isEqualTo("STOPPED");
    remove(freezer);
  }

  /** Empty where version 1 is not mounted or not ours: then the program is an ordinary one. */
  private static Optional<Path> freeze(int pid) {
    Path directory = Path.of("/sys/fs/cgroup/freezer/jpm-test-" + pid);
    try {
      Files.createDirectory(directory);
      Files.writeString(directory.resolve("cgroup.procs"), String.valueOf(pid));
      Files.writeString(directory.resolve("freezer.state"), "FROZEN");
      return Optional.of(directory);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void thaw(Optional<Path> freezer) throws IOException {
    if (freezer.isPresent()) {
      Files.writeString(freezer.get().resolve("freezer.state"), "THAWED");
    }
  }

  private static void remove(Optional<Path> freezer) {
    freezer.ifPresent(directory ->
        await().untilAsserted(() -> assertThat(Files.deleteIfExists(directory)).isTrue()));
  }

  /** In a memory cgroup of version 1; where there is none, somebody's SIGKILL is no such thing. */
  @Test
  void who_was_killed_because_memory_was_short_is_told_from_who_was_just_killed() throws Exception {
    home.script("hungry.sh", "while [ ! -e go ]; do sleep 0.05; done; exec tail /dev/zero\n");
    home.jpm("apply", file("hungry", "./hungry.sh").toString()).succeeds();
    int pid = home.pids("hungry").getFirst();
    Path directory = Path.of("/sys/fs/cgroup/memory/jpm-test-" + pid);
    boolean limited;
    try {
      Files.createDirectory(directory);
      Files.writeString(directory.resolve("memory.limit_in_bytes"), "20M");
      Files.writeString(directory.resolve("cgroup.procs"), String.valueOf(pid));
      limited = true;
    } catch (IOException e) {
      limited = false;
    }
    if (limited) {
      home.write("go", "");
    } else {
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
    await().until(() -> home.status().getFirst().pid().isEmpty());
    String events = home.jpm("events").out();
    assertThat(events).contains("was killed by SIGKILL");
    assertThat(events.contains("was killed by SIGKILL (out of memory")).isEqualTo(limited);
    remove(limited ? Optional.of(directory) : Optional.empty());
  }
}
