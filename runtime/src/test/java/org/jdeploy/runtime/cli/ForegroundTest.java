package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jdeploy.runtime.client.DaemonLauncher;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.ProcStat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** jpmd in the foreground, as process 1, at rest, and when descriptors run out. */
class ForegroundTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private Process start(List<String> before, String... more) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(DaemonLauncher.command(home.environment()));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(home.environment());
    return builder.start();
  }

  private void install(String programs) throws IOException {
    Files.createDirectories(home.home().programs());
    Files.writeString(
        home.home().programs().resolve("p.json"), programs.replace("@DIR", home.work().toString()));
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void ends_with_the_worst_exit_code_when_all_work_is_done() throws Exception {
    install(
        """
        {"programs": {
          "good": {"command": "true", "directory": "/", "autorestart": false, "startSeconds": 0},
          "bad": {"command": "sh -c 'sleep 0.3; exit 7'", "directory": "/", "autorestart": false,
            "startSeconds": 0}}}
        """);
    Process daemon = start(List.of(), "--exit-when-done");
    String said = said(daemon);
    assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(daemon.exitValue()).as(said).isEqualTo(7);
    assertThat(said).contains("all programs are done, the worst exit code is 7");
    assertThat(home.jpm("daemon", "--exit-when-done").code()).isEqualTo(2);
  }

  @Test
  void is_told_to_end_by_a_signal_and_prints_what_it_does() throws Exception {
    home.script("last.sh", "trap 'echo bye; exit 0' TERM; while :; do sleep 0.05; done\n");
    install("{\"programs\": {\"last\": {\"command\": \"@DIR/last.sh\", \"directory\": \"/\"}}}");
    Process daemon = start(List.of());
    await().until(() -> home.jpm("status").code() == 0 && !home.status().isEmpty());
    int program = home.pids("last").getFirst();
    daemon.toHandle().destroy();
    assertThat(said(daemon)).contains("jpmd ", "runs in " + home.home(), "asked by a signal");
    assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ProcessHandle.of(program)).isEmpty();
    assertThat(home.log("last.out.log")).isEqualTo("bye\n");
  }

  @Test
  void as_process_1_of_a_container_it_takes_note_of_the_end_of_orphans() throws Exception {
    List<String> container =
        Proc.ownUser() == 0
            ? List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
            : List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc");
    home.script(
        "orphans.sh",
        "i=0; while [ $i -lt 20 ]; do i=$((i+1)); sh -c 'setsid sleep 0.1 & exit 0'; done\n"
            + "while :; do grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l; sleep 0.2;"
            + " done\n");
    install(
        "{\"programs\": {\"orphans\": {\"command\": \"@DIR/orphans.sh\", \"directory\": \"/\"}}}");
    Process daemon = start(container);
    try {
      await().until(() -> home.jpm("ping").code() == 0);
      await()
          .until(() -> {
            List<String> zombies = home.log("orphans.out.log").lines().map(String::strip).toList();
            int most = zombies.stream().mapToInt(line -> Integer.parseInt(line)).max().orElse(0);
            return most >= 10 && zombies.getLast().equals("0");
          });
      assertThat(home.daemonPid()).as("as it sees itself").isEqualTo(1);
      assertThat(home.jpm("doctor").out()).contains("jpmd is process 1");
    } finally {
      daemon.destroyForcibly(); // and all that is in the container
      assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void at_rest_it_sleeps() throws Exception {
    home.script("sleeper.sh", "exec sleep 1000\n");
    home.jpm("start", home.work().resolve("sleeper.sh").toString()).succeeds();
    long pid = home.daemonPid();
    await().until(() -> threads(pid, "control") == 0);
    long before = wakeups(pid);
    TimeUnit.SECONDS.sleep(3); // the measurement itself
    assertThat(wakeups(pid) - before).as("of our threads within 3 s").isLessThanOrEqualTo(2);
  }

  private static long threads(long pid, String name) throws IOException {
    try (var tasks = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
      return tasks.filter(task -> name(task).equals(name)).count();
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** How often threads that are not the virtual machine's own went to sleep again. */
  private static long wakeups(long pid) throws IOException {
    List<String> own =
        List.of(
            "VM Thread",
            "VM Periodic Tas",
            "Monitor Deflati",
            "C1 CompilerThre",
            "Service Thread",
            "Reference Handl",
            "Finalizer",
            "Signal Dispatch",
            "Common-Cleaner",
            "Notification Th");
    long sum = 0;
    try (var tasks = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
      for (Path task : tasks.toList()) {
        if (own.contains(name(task))) {
          continue;
        }
        sum +=
            Files.readAllLines(task.resolve("status")).stream()
                .filter(line -> line.startsWith("voluntary_ctxt"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
      }
    }
    return sum;
  }

  @Test
  void without_descriptors_it_can_still_be_asked_and_can_stop_programs() throws Exception {
    home.script("tree.sh", "setsid sleep 1000 & exec sleep 1000\n");
    home.jpm("start", home.work().resolve("tree.sh").toString()).succeeds();
    int program = home.pids("tree").getFirst();
    long pid = home.daemonPid();
    int open = Proc.descriptors((int) pid).keySet().stream().mapToInt(fd -> fd).max().orElse(0) + 1;
    Process limit =
        new ProcessBuilder("prlimit", "--pid", "" + pid, "--nofile=" + open + ":" + open)
            .inheritIO()
            .start();
    assertThat(limit.waitFor()).isZero();
    // what is free below the limit is taken by connections that say nothing
    List<java.nio.channels.SocketChannel> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        var channel = java.nio.channels.SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        silent.add(channel);
        channel.connect(java.net.UnixDomainSocketAddress.of(home.home().socket()));
      }
      assertThat(home.jpm("status").code()).isZero();
      assertThat(home.jpm("stop", "tree").succeeds().out()).contains("stopped");
      assertThat(ProcessHandle.of(program)).isEmpty();
      assertThat(
              ProcessHandle.allProcesses()
                  .flatMap(process -> Proc.stat((int) process.pid()).stream())
                  .filter(stat -> stat.name().equals("sleep"))
                  .map(ProcStat::pid)
                  .filter(sleeper -> ofHome(sleeper)))
          .as("of the tree")
          .isEmpty();
    } finally {
      for (var channel : silent) {
        channel.close();
      }
    }
  }

  private boolean ofHome(int pid) {
    try {
      return Files.readString(
              Path.of("/proc", String.valueOf(pid), "environ"), StandardCharsets.ISO_8859_1)
          .contains("/tree/0/");
    } catch (IOException e) {
      return false;
    }
  }
}
