package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jdeploy.runtime.client.InstanceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What programs tell by sd_notify(3). */
class NotifyTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  /** Sends the lines of the file {@code say} as they come, each a message; "|" is a line end. */
  private void talker() {
    home.write("say", "");
    home.write(
        "talker.py",
        """
        import array, os, socket, time
        where = os.environ['NOTIFY_SOCKET']
        print(where, os.environ.get('WATCHDOG_USEC'), os.environ.get('WATCHDOG_PID') == str(os.getpid()), flush=True)
        out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        said = 0
        while True:
            for line in open('say').read().split('\\n')[said:-1]:
                if line == 'barrier':
                    read, write = os.pipe()
                    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [write]))]
                    out.sendmsg([b'BARRIER=1'], rights, 0, where)
                    os.close(write)
                    print('acknowledged', os.read(read, 1), flush=True)
                elif line == 'exit':
                    os._exit(0)
                else:
                    out.sendto(line.replace('|', '\\n').encode(), where)
                said += 1
            time.sleep(0.02)
        """);
  }

  private void say(String line) {
    try {
      Files.writeString(home.work().resolve("say"), line + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path file(String more) {
    talker();
    return home.programs(
        """
        {"programs": {"talker": {"command": "python3 talker.py", "directory": "@DIR", %s
          "stop": {"timeout": "1s"}}}}
        """
            .formatted(more));
  }

  private InstanceStatus row() {
    return home.status("talker").getFirst();
  }

  private Thread applyMeanwhile(String more) {
    Thread apply = home.jpmMeanwhile(new ByteArrayOutputStream(), "apply", file(more).toString());
    await().until(() -> home.log("talker.out.log").contains("\n"));
    return apply;
  }

  @Test
  void a_program_is_ready_when_it_says_so_and_its_status_is_shown() throws Exception {
    Thread apply = applyMeanwhile("\"ready\": {\"on\": \"notify\"},");
    assertThat(row().description()).endsWith("; waits for READY=1");
    say("STATUS=Loading the index");
    await().until(() -> row().description().endsWith("; Loading the index"));
    assertThat(row().state()).isEqualTo("STARTING");
    say("READY=1|STATUS=Serving 12 clients");
    apply.join();
    assertThat(row().state()).isEqualTo("RUNNING");
    assertThat(home.jpm("status").out()).contains("ready; Serving 12 clients");
    assertThat(home.jpm("show", "talker").out()).contains("Serving 12 clients");
    say("RELOADING=1");
    await().until(() -> row().description().contains("reloads itself"));
    say("READY=1|STATUS=");
    await().until(() -> row().description().equals("ready"));
    say("STOPPING=1");
    await().until(() -> row().description().contains("stops by itself"));
  }

  @Test
  void descriptors_that_come_along_are_closed_which_acknowledges_a_barrier() throws Exception {
    applyMeanwhile("\"ready\": {\"on\": \"notify\"},");
    say("barrier");
    await().until(() -> home.log("talker.out.log").contains("acknowledged b''"));
  }

  @Test
  void what_is_said_just_before_the_end_counts() throws Exception {
    talker();
    say("READY=1");
    say("exit");
    Path file =
        home.programs(
            """
            {"programs": {"talker": {"command": "python3 talker.py", "directory": "@DIR",
              "ready": {"on": "notify"}, "autorestart": false}}}
            """);
    home.jpm("apply", file.toString()).succeeds();
    await().until(() -> row().state().equals("EXITED"));
    assertThat(row().description()).doesNotContain("before it was ready");
  }

  @Test
  void the_next_daemon_hears_what_is_said_and_remembers_what_was() throws Exception {
    Thread apply = applyMeanwhile("\"ready\": {\"on\": \"notify\", \"timeout\": \"10m\"},");
    int pid = home.pids("talker").getFirst();
    home.killDaemon();
    apply.join();
    home.jpm("daemon").succeeds();
    assertThat(row().state()).isEqualTo("STARTING");
    say("READY=1|STATUS=first");
    await().until(() -> row().state().equals("RUNNING"));
    home.killDaemon();
    home.jpm("daemon").succeeds();
    assertThat(row().state()).isEqualTo("RUNNING");
    assertThat(row().description()).isEqualTo("taken over; first");
    say("STATUS=second");
    await().until(() -> row().description().equals("taken over; second"));
    assertThat(home.pids("talker")).containsExactly(pid);
  }

  @Test
  void strangers_cannot_speak_for_a_program() throws Exception {
    applyMeanwhile("\"ready\": {\"on\": \"notify\", \"timeout\": \"10m\"},");
    String socket = home.log("talker.out.log").split(" ", 2)[0];
    Process stranger =
        new ProcessBuilder(
                "python3",
                "-c",
                "import socket, time; s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM);"
                    + " s.sendto(b'READY=1\\nSTATUS=hello', '%s'); time.sleep(1000)"
                        .formatted(socket))
            .start();
    try {
      await()
          .until(() -> {
            Path log = home.home().directory().resolve("jpmd.log");
            return Files.exists(log)
                && Files.readString(log).contains("process " + stranger.pid() + " says");
          });
      assertThat(row().state()).isEqualTo("STARTING");
      assertThat(row().description()).doesNotContain("hello");
    } finally {
      stranger.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    say("READY=1");
    await().until(() -> row().state().equals("RUNNING"));
  }

  @Test
  void only_who_is_to_say_something_is_told_where_to() {
    home.script("quiet.sh", "env\nexec sleep 1000\n");
    home.jpm("start", home.work().resolve("quiet.sh").toString()).succeeds();
    await().until(() -> home.log("quiet.out.log").contains("JPM_COOKIE"));
    assertThat(home.log("quiet.out.log")).doesNotContain("NOTIFY_SOCKET", "WATCHDOG");
  }

  @Test
  void a_program_that_misses_its_watchdog_is_restarted_with_the_reason() throws Exception {
    Thread apply =
        applyMeanwhile(
            """
            "ready": {"on": "notify", "timeout": "10m"}, "watchdog": "700ms", "autorestart": true,
            """);
    assertThat(home.log("talker.out.log")).contains(" 700000 True");
    say("READY=1");
    apply.join();
    int pid = home.pids("talker").getFirst();
    await().until(() -> home.jpm("events").out().contains("said no WATCHDOG=1 for 700ms"));
    await().until(() -> !home.pids("talker").contains(pid));
    // the new process says all the lines again, at once
    say("WATCHDOG_USEC=3600000000|WATCHDOG=1");
    await().until(() -> row().state().equals("RUNNING"));
    int second = home.pids("talker").getFirst();
    say("WATCHDOG=trigger");
    await().until(() -> home.jpm("events").out().contains("it said WATCHDOG=trigger"));
    await().until(() -> !home.pids("talker").contains(second));
  }

  @Test
  void the_next_daemon_knows_how_patient_its_watchdog_is_to_be() throws Exception {
    Thread apply =
        applyMeanwhile(
            """
            "ready": {"on": "notify", "timeout": "10m"}, "watchdog": "1s", "autorestart": true,
            """);
    say("WATCHDOG_USEC=3600000000|STATUS=patient|READY=1");
    apply.join();
    int pid = home.pids("talker").getFirst();
    home.killDaemon();
    home.jpm("daemon").succeeds();
    long begun = System.nanoTime();
    await().until(() -> System.nanoTime() - begun > 1_500_000_000L);
    assertThat(home.pids("talker")).containsExactly(pid);
    assertThat(row().description()).isEqualTo("taken over; patient");
  }

  @Test
  void a_program_may_ask_for_more_time() throws Exception {
    Thread apply = applyMeanwhile("\"ready\": {\"on\": \"notify\", \"timeout\": \"2s\"},");
    say("EXTEND_TIMEOUT_USEC=600000000");
    long begun = System.nanoTime();
    await().until(() -> System.nanoTime() - begun > 2_500_000_000L);
    assertThat(row().state()).isEqualTo("STARTING");
    say("READY=1");
    apply.join();
    assertThat(row().state()).isEqualTo("RUNNING");
    assertThat(row().restarts()).isZero();
  }

  @Test
  void a_program_that_forks_names_its_main_process_whose_end_counts() throws Exception {
    home.write(
        "forker.py",
        """
        import os, socket, sys, time
        out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        out.connect(os.environ['NOTIFY_SOCKET'])
        if os.fork() == 0:
            os.setsid()
            out.send(b'MAINPID=%d\\nREADY=1' % os.getpid())
            while not os.path.exists('end'):
                time.sleep(0.02)
            os._exit(5)
        while not os.path.exists('go'):
            time.sleep(0.02)
        """);
    Path file =
        home.programs(
            """
            {"programs": {"forker": {"command": "python3 forker.py", "directory": "@DIR",
              "ready": {"on": "notify"}, "autorestart": false}}}
            """);
    home.jpm("apply", file.toString()).succeeds();
    InstanceStatus row = home.status("forker").getFirst();
    long main = row.pid().getAsInt();
    long parent = ProcessHandle.of(main).orElseThrow().parent().orElseThrow().pid();
    home.write("go", "");
    await().until(() -> ProcessHandle.of(parent).isEmpty());
    assertThat(home.status("forker").getFirst().state()).isEqualTo("RUNNING");
    home.killDaemon();
    home.jpm("daemon").succeeds();
    assertThat(home.pids("forker")).containsExactly((int) main);
    home.write("end", "");
    await().until(() -> home.status("forker").getFirst().state().equals("EXITED"));
  }
}
