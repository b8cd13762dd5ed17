package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.supervise.Exit;
import org.junit.jupiter.api.Test;

class ProcTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final LinuxHost host = new LinuxHost();

  @Test
  void a_name_with_spaces_and_parentheses_is_read() {
    ProcStat stat =
        Proc.parse(
            "42 (a) b (c) Z 7 40 41 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 12345 99 10 "
                + "0 ".repeat(27)
                + "256\n");
    assertThat(stat.pid()).isEqualTo(42);
    assertThat(stat.name()).isEqualTo("a) b (c");
    assertThat(stat.isDead()).isTrue();
    assertThat(stat.parent()).isEqualTo(7);
    assertThat(stat.group()).isEqualTo(40);
    assertThat(stat.session()).isEqualTo(41);
    assertThat(stat.startTime()).isEqualTo(12345);
    assertThat(stat.exitStatus()).isEqualTo(256);
    assertThat(stat.cpu()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void start_times_are_on_the_boot_clock() {
    BootClock clock = new BootClock();
    Duration tick = Duration.ofMillis(20);
    var before = clock.instant().minus(tick);
    try (Child child = Child.sh(host, "sleep 60")) {
      assertThat(Proc.stat(child.pid()).orElseThrow().startedAt())
          .isBetween(before, clock.instant().plus(tick));
    }
  }

  @Test
  void a_process_is_alive_until_it_is_a_zombie() {
    try (Child child = Child.sh(host, "sleep 60")) {
      long startTime = child.spawned().startTime();
      assertThat(Proc.isAlive(child.pid(), startTime)).isTrue();
      assertThat(Proc.isAlive(child.pid(), startTime + 1)).isFalse();
      host.signal(child.pidfd(), "KILL");
      assertThat(Processes.awaitEnd(child.pidfd(), 10_000)).isTrue();
      assertThat(Proc.stat(child.pid())).isPresent();
      assertThat(Proc.isAlive(child.pid(), startTime)).isFalse();
    }
  }

  @Test
  void processes_are_found_by_their_exact_cookie() {
    try (Child child = Child.sh(host, "sleep 60 & echo up; sleep 60")) {
      child.line();
      // in the first moment of a process, its environment cannot be read yet
      await()
          .untilAsserted(() ->
              assertThat(Proc.withEnvironment("JPM_COOKIE", child.cookie()))
                  .hasSize(3)
                  .contains(child.pid()));
      String prefix = child.cookie().substring(0, child.cookie().length() - 1);
      assertThat(Proc.withEnvironment("JPM_COOKIE", prefix)).isEmpty();
    }
  }

  @Test
  void killing_a_tree_reaches_a_grandchild_in_its_own_session_but_no_stranger() {
    try (Child stranger = Child.sh(host, "echo up; exec sleep 60");
        Child child = Child.sh(host, "setsid sleep 61 & setsid sleep 62 & echo up; sleep 63")) {
      stranger.line();
      child.line();
      List<Integer> survivors =
          Proc.killTree(child.pid(), child.spawned().startTime(), child.cookie(), PATIENCE);
      assertThat(survivors).isEmpty();
      assertThat(Proc.withEnvironment("JPM_COOKIE", child.cookie())).isEmpty();
      assertThat(child.awaitExit()).isEqualTo(new Exit.Killed("KILL"));
      assertThat(host.exitOf(stranger.pidfd())).isEmpty();
    }
  }

  @Test
  void killing_a_tree_reaches_members_of_the_session_that_hide_their_environment() {
    try (Child child = Child.sh(host, "env -i sleep 60 & echo $!; exit 0")) {
      int hidden = Integer.parseInt(child.line());
      child.awaitExit();
      await().until(() -> Proc.withEnvironment("JPM_COOKIE", child.cookie()).isEmpty());
      Proc.killTree(child.pid(), child.spawned().startTime(), child.cookie(), PATIENCE);
      assertThat(Proc.stat(hidden).filter(stat -> !stat.isDead())).isEmpty();
    }
  }

  @Test
  void a_stranger_that_got_the_number_of_a_former_process_is_left_alone() {
    try (Child stranger = Child.sh(host, "echo up; exec sleep 60")) {
      stranger.line();
      long former = stranger.spawned().startTime() - 1;
      Proc.killTree(stranger.pid(), former, "another-cookie", PATIENCE);
      assertThat(host.exitOf(stranger.pidfd())).isEmpty();
    }
  }

  @Test
  void a_tree_that_keeps_forking_is_killed_to_the_last() {
    String forking =
        "setsid sh -c 'for i in $(seq 40); do setsid sleep 5 & sleep 0.05; done' & echo up; wait";
    try (Child child = Child.sh(host, forking)) {
      child.line();
      assertThat(Proc.killTree(child.pid(), child.spawned().startTime(), child.cookie(), PATIENCE))
          .isEmpty();
      assertThat(Proc.withEnvironment("JPM_COOKIE", child.cookie())).isEmpty();
    }
  }

  @Test
  void the_exit_of_anothers_child_is_known_while_it_is_a_zombie_and_after() {
    // the shell's child ends, and the shell does not ask for it before we say so
    String script =
        "sh -c 'read line; exit 7' <&3 & echo $!; read line <&4; wait; echo reaped; cat <&4";
    int[] toChild = host.pipe();
    int[] toShell = host.pipe();
    host.nonBlocking(toChild[0], false);
    host.nonBlocking(toShell[0], false);
    try (Child shell =
        new Child(
            host,
            List.of("/bin/bash", "-c", script),
            Path.of("/tmp"),
            Map.of(),
            toChild[0],
            toShell[0])) {
      int pid = Integer.parseInt(shell.line());
      int pidfd = host.pidfdOpen(pid);
      assertThat(host.exitOf(pidfd)).isEmpty();
      host.write(toChild[1], java.nio.ByteBuffer.wrap(new byte[] {'\n'}));
      assertThat(Processes.awaitEnd(pidfd, 10_000)).isTrue();
      assertThat(host.exitOf(pidfd)).contains(new Exit.Code(7));
      host.write(toShell[1], java.nio.ByteBuffer.wrap(new byte[] {'\n'}));
      assertThat(shell.line()).isEqualTo("reaped");
      Optional<Exit> afterwards = host.exitOf(pidfd);
      assertThat(afterwards).contains(kernelTells() ? new Exit.Code(7) : new Exit.Unknown());
      host.close(pidfd);
    } finally {
      for (int fd : new int[] {toChild[0], toChild[1], toShell[0], toShell[1]}) {
        host.close(fd);
      }
    }
  }

  /** PIDFD_GET_INFO with the exit of who was reaped already: Linux 6.15. */
  private static boolean kernelTells() {
    String[] version = System.getProperty("os.version").split("[^0-9]+", 3);
    int major = Integer.parseInt(version[0]);
    return major > 6 || (major == 6 && Integer.parseInt(version[1]) >= 15);
  }

  @Test
  void descriptors_are_listed_with_what_they_lead_to() {
    try (Child child = Child.sh(host, "echo up; exec sleep 60")) {
      child.line();
      Map<Integer, String> descriptors = Proc.descriptors(child.pid());
      assertThat(descriptors).containsEntry(0, "/dev/null");
      assertThat(descriptors.get(1)).startsWith("pipe:[");
    }
  }

  @Test
  void the_boot_has_a_name() {
    assertThat(Proc.bootId()).matches("[0-9a-f-]{36}");
  }
}
