package org.jdeploy.deployer.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdeploy.deployer.ssh.ConnectFailure.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in at real OpenSSH servers. */
class MinaTransportTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static Sshd server;

  @TempDir private Path directory;

  @BeforeAll
  static void startServer() {
    server = Sshd.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void runs_steps_over_one_channel_and_leaves_nothing_in_the_process_list() throws Exception {
    try (Transport transport = new MinaTransport(Target.environment(server));
        RemoteShell shell = connect(transport, Target.of(server))) {
      Heard heard = new Heard();
      byte[] payload = new byte[5_000_000];
      assertThat(
              run(shell, "wc -c; id -un; echo oops >&2; exit 3", new Payload.Bytes(payload), heard))
          .isEqualTo(3);
      assertThat(heard.out).containsExactly("5000000", server.user());
      assertThat(heard.err).containsExactly("oops");
      Heard processes = new Heard();
      run(
          shell,
          ": s3cret-in-script; ps -eo args",
          new Payload.Bytes("s3cret".getBytes(UTF_8)),
          processes);
      assertThat(processes.out).isNotEmpty().noneMatch(line -> line.contains("s3cret"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void logs_in_with_each_kind_of_key(String type) throws Exception {
    Path key = directory.resolve("key");
    Sshd.generateKey(key, type, "");
    server.authorize(key);
    assertThat(answers(Target.of(server).identity(Optional.of(key)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PEM", "PKCS8"})
  void reads_older_formats_of_key_files(String format) throws Exception {
    Path key = directory.resolve("key");
    Process keygen =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-t", "ecdsa", "-m", format, "-N", "", "-f", key.toString())
            .start();
    assertThat(keygen.waitFor()).isZero();
    server.authorize(key);
    assertThat(answers(Target.of(server).identity(Optional.of(key)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void is_content_with_any_one_kind_of_host_key_that_is_known(String type) throws Exception {
    Path known = Files.writeString(directory.resolve("known"), server.knownHostsLine(type) + "\n");
    assertThat(answers(Target.of(server).knownHosts(known))).isTrue();
  }

  @Test
  void refuses_an_unknown_host_key_and_says_which_line_to_add() throws Exception {
    Path known = Files.writeString(directory.resolve("known"), "# nobody\n");
    ConnectFailure failure = failure(Target.of(server).knownHosts(known));
    assertThat(failure.kind()).isEqualTo(Kind.HOST_KEY);
    assertThat(failure)
        .hasMessageContaining("is unknown")
        .hasMessageContaining("add this line to " + known)
        .hasMessageContaining("SHA256:")
        .hasMessageEndingWith("\n" + server.knownHostsLine("ed25519"));
    Files.writeString(known, failure.getMessage().lines().toList().getLast() + "\n");
    assertThat(answers(Target.of(server).knownHosts(known))).isTrue();
  }

  @Test
  void refuses_a_changed_host_key_and_says_which_line_is_in_conflict() throws Exception {
    try (Sshd other = Sshd.with().address("127.0.0.2").start()) {
      String name = "[" + server.address() + "]:" + server.port();
      Path known =
          Files.writeString(
              directory.resolve("known"),
              "# first\n" + other.knownHostsLine(name, "ed25519") + "\n");
      ConnectFailure failure = failure(Target.of(server).knownHosts(known));
      assertThat(failure.kind()).isEqualTo(Kind.HOST_KEY);
      assertThat(failure)
          .hasMessageContaining("is not the known one")
          .hasMessageContaining(known + ":2 has another ssh-ed25519 key")
          .hasMessageEndingWith("\n" + server.knownHostsLine("ed25519"));
    }
  }

  @Test
  void refuses_a_revoked_host_key_even_when_another_line_accepts_it() throws Exception {
    String line = server.knownHostsLine("ed25519");
    Path known =
        Files.writeString(
            directory.resolve("known"),
            line + "\n@revoked *" + line.substring(line.indexOf(' ')) + "\n");
    ConnectFailure failure = failure(Target.of(server).knownHosts(known));
    assertThat(failure.kind()).isEqualTo(Kind.HOST_KEY);
    assertThat(failure).hasMessageContaining("is revoked by " + known + ":2");
  }

  @Test
  void says_that_it_checks_no_certificates() throws Exception {
    String line = server.knownHostsLine("ed25519");
    Path known =
        Files.writeString(
            directory.resolve("known"), "@cert-authority *" + line.substring(line.indexOf(' ')));
    ConnectFailure failure = failure(Target.of(server).knownHosts(known));
    assertThat(failure.kind()).isEqualTo(Kind.HOST_KEY);
    assertThat(failure).hasMessageContaining(known + ":1 wants a certificate");
  }

  @Test
  void says_which_keys_the_server_did_not_accept() throws Exception {
    Path key = directory.resolve("stranger");
    Sshd.generateKey(key, "ed25519", "");
    ConnectFailure failure = failure(Target.of(server).identity(Optional.of(key)));
    assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
    assertThat(failure)
        .hasMessageContaining("accepts none of these keys: " + key + " (SHA256:")
        .hasMessageContaining(server.user() + "'s authorized_keys");
  }

  @Test
  void says_that_there_is_no_key_to_log_in_with() {
    ConnectFailure failure = failure(Target.of(server).identity(Optional.empty()));
    assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
    assertThat(failure)
        .hasMessageContaining("there is no key to log in with")
        .hasMessageContaining("SSH_AUTH_SOCK is not set")
        .hasMessageContaining(".ssh/id_ed25519");
  }

  @Test
  void says_that_a_key_is_encrypted() throws Exception {
    Path key = directory.resolve("locked");
    Sshd.generateKey(key, "ed25519", "open sesame");
    server.authorize(key);
    ConnectFailure failure = failure(Target.of(server).identity(Optional.of(key)));
    assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
    assertThat(failure).hasMessageContaining(key + " is encrypted").hasMessageContaining("ssh-add");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void logs_in_with_an_encrypted_key_that_an_agent_has(String type) throws Exception {
    Path key = directory.resolve("locked");
    Sshd.generateKey(key, type, "");
    server.authorize(key);
    try (Agent agent = new Agent()) {
      agent.add(key);
      Process lock =
          new ProcessBuilder(
                  "ssh-keygen", "-q", "-p", "-P", "", "-N", "sesame", "-f", key.toString())
              .start();
      assertThat(lock.waitFor()).isZero();
      Map<String, String> environment = new HashMap<>(Target.environment(server));
      environment.put("SSH_AUTH_SOCK", agent.socket().toString());
      for (Optional<Path> identity : List.of(Optional.of(key), Optional.<Path>empty())) {
        try (Transport transport = new MinaTransport(environment);
            RemoteShell shell = connect(transport, Target.of(server).identity(identity))) {
          assertThat(run(shell, "true", Payload.NONE, OutputListener.NONE)).isZero();
        }
      }
    }
  }

  @Test
  void says_that_nothing_listens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ConnectFailure failure = failure(Target.of(server).port(port));
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure)
        .hasMessage(
            "%s@127.0.0.1:%d: connection refused: nothing listens on port %d there"
                .formatted(server.user(), port, port));
  }

  @Test
  void says_that_there_is_no_such_host() {
    ConnectFailure failure = failure(Target.of(server).host("nowhere.invalid"));
    assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_HOST);
    assertThat(failure).hasMessageContaining("there is no host named nowhere.invalid");
  }

  @Test
  void says_that_a_server_does_not_answer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Target target =
          Target.of(server).port(silent.getLocalPort()).connectTimeout(Duration.ofMillis(700));
      ConnectFailure failure = failure(target);
      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(failure).hasMessageContaining("no answer within 700 ms (ssh.connectTimeout)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bin/false", "cat >/dev/null"})
  void says_that_the_account_has_no_usable_shell(String command) throws Exception {
    try (Sshd odd = Sshd.with().option("ForceCommand echo not here; " + command).start()) {
      Target target = Target.of(odd);
      long start = System.nanoTime();
      try (Transport transport = new MinaTransport(Target.environment(odd))) {
        ConnectFailure failure =
            catchThrowableOfType(ConnectFailure.class, () -> connect(transport, target));
        assertThat(failure.kind()).isEqualTo(Kind.SHELL);
        assertThat(failure).hasMessageContaining("it said: not here");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    }
  }

  @Test
  void what_start_up_files_print_does_no_harm() throws Exception {
    try (Sshd chatty =
            Sshd.with()
                .option(
                    "ForceCommand echo welcome; echo warning >&2; eval \"$SSH_ORIGINAL_COMMAND\"")
                .start();
        Transport transport = new MinaTransport(Target.environment(chatty));
        RemoteShell shell = connect(transport, Target.of(chatty))) {
      Heard heard = new Heard();
      assertThat(run(shell, "echo one", Payload.NONE, heard)).isZero();
      assertThat(heard.out).containsExactly("one");
      assertThat(shell.hello().orElse("")).contains("welcome");
    }
  }

  @Test
  void notices_a_dead_link_in_the_middle_of_a_step() throws Exception {
    try (StallingProxy proxy = new StallingProxy(server.port());
        Transport transport = new MinaTransport(Target.environment(server))) {
      String name = "[127.0.0.1]:" + proxy.port();
      Path known =
          Files.writeString(directory.resolve("known"), server.knownHostsLine(name, "ed25519"));
      Target target =
          Target.of(server).port(proxy.port()).knownHosts(known).keepAlive(Duration.ofMillis(500));
      RemoteShell shell = connect(transport, target);
      Heard heard =
          new Heard() {
            @Override
            public void line(StreamKind stream, String line) {
              proxy.stall();
            }
          };
      long start = System.nanoTime();
      StepResult result = shell.run("x", "echo go; sleep 20", Payload.NONE, SOON, heard);
      assertThat(result).isInstanceOf(StepResult.Lost.class);
      assertThat(((StepResult.Lost) result).reason()).contains("no answer for 1 s");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(shell.isAlive()).isFalse();
      shell.close();
    }
  }

  @Test
  void a_step_longer_than_the_keep_alive_is_not_taken_for_a_dead_link() throws Exception {
    try (Transport transport = new MinaTransport(Target.environment(server));
        RemoteShell shell =
            connect(transport, Target.of(server).keepAlive(Duration.ofMillis(200)))) {
      assertThat(run(shell, "sleep 2", Payload.NONE, OutputListener.NONE)).isZero();
    }
  }

  @Test
  void a_cancelled_step_ends_and_a_timed_out_one_too() throws Exception {
    try (Transport transport = new MinaTransport(Target.environment(server));
        RemoteShell shell = connect(transport, Target.of(server))) {
      Heard heard =
          new Heard() {
            @Override
            public void line(StreamKind stream, String line) {
              shell.cancel();
            }
          };
      assertThat(run(shell, "echo go; sleep 300", Payload.NONE, heard)).isEqualTo(143);
      assertThat(
              shell.run(
                  "x", "sleep 300", Payload.NONE, Duration.ofMillis(200), OutputListener.NONE))
          .isInstanceOf(StepResult.TimedOut.class);
      assertThat(run(shell, "true", Payload.NONE, OutputListener.NONE)).isZero();
    }
  }

  @Test
  void a_broken_connection_runs_what_was_left_for_the_end() throws Exception {
    try (Sshd own = Sshd.start();
        Transport transport = new MinaTransport(Target.environment(own))) {
      RemoteShell shell = connect(transport, Target.of(own));
      Heard heard = new Heard();
      assertThat(run(shell, "mktemp -d; ps -o ppid= -p $PPID; echo $PPID", Payload.NONE, heard))
          .isZero();
      Path gone = Path.of(heard.out.getFirst(), "gone");
      assertThat(shell.onEof("echo reverted >" + gone, SOON).ok()).isTrue();
      ProcessHandle.of(own.pid())
          .orElseThrow()
          .descendants()
          .forEach(ProcessHandle::destroyForcibly);
      StepResult result = shell.run("x", "sleep 5", Payload.NONE, SOON, OutputListener.NONE);
      assertThat(result).isInstanceOf(StepResult.Lost.class);
      assertThat(shell.isAlive()).isFalse();
      shell.close();
    }
  }

  @Test
  void ssh_config_gives_what_the_host_string_and_deploy_json_leave_open() throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("config"),
            """
            Include %s/more
            Match host nothing exec false
              Port 1
            Host web1
              HostName %s
              Port %d
              User %s
              IdentityFile %%d/user_key
              UserKnownHostsFile %s
            """
                .formatted(
                    directory,
                    server.address(),
                    server.port(),
                    server.user(),
                    server.knownHosts()));
    Files.writeString(directory.resolve("more"), "Host web1\n  ServerAliveInterval 7\n");
    Target target =
        Target.of(server)
            .host("web1")
            .anyPort()
            .anyUser()
            .identity(Optional.empty())
            .config(config);
    assertThat(answers(target)).isTrue();
  }

  @Test
  void reaches_servers_through_one_login_at_a_jump_host() throws Exception {
    try (Sshd bastion = Sshd.with().address("127.0.0.9").start();
        Sshd second = Sshd.with().address("127.0.0.3").start()) {
      Path known = directory.resolve("all");
      Files.copy(Sshd.knownHosts(List.of(server, bastion, second)), known);
      second.authorize(server.userKey());
      bastion.authorize(server.userKey());
      Path config =
          Files.writeString(
              directory.resolve("config"),
              """
              Host bastion
                HostName 127.0.0.9
                Port %d
                User %s
              Host 127.0.0.*
                ProxyJump bastion
              """
                  .formatted(bastion.port(), bastion.user()));
      try (Transport transport = new MinaTransport(Target.environment(server));
          ExecutorService hosts = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<List<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          Target target =
              (i % 2 == 0
                      ? Target.of(server)
                      : Target.of(second).identity(Optional.of(server.userKey())))
                  .knownHosts(known)
                  .config(config);
          answers.add(hosts.submit(through(transport, target)));
        }
        for (Future<List<String>> answer : answers) {
          // SSH_CONNECTION: client address first; the bastion connects from loopback as well.
          assertThat(answer.get()).hasSize(1);
        }
      }
      assertThat(bastion.log().split("Accepted publickey", -1)).hasSize(2);
      Path stranger =
          Files.writeString(directory.resolve("known"), bastion.knownHostsLine("ed25519") + "\n");
      ConnectFailure failure = failure(Target.of(server).knownHosts(stranger).config(config));
      assertThat(failure.kind()).isEqualTo(Kind.HOST_KEY);
      assertThat(failure).hasMessageContaining("[127.0.0.1]:" + server.port());
      Files.writeString(stranger, server.knownHostsLine("ed25519"));
      ConnectFailure jump = failure(Target.of(server).knownHosts(stranger).config(config));
      assertThat(jump.kind()).isEqualTo(Kind.HOST_KEY);
      assertThat(jump).hasMessageContaining("its jump host").hasMessageContaining("[127.0.0.9]:");
    }
  }

  @Test
  void many_logins_at_once_survive_a_server_that_drops_some() throws Exception {
    try (Sshd busy = Sshd.with().option("MaxStartups 3:30:60").start();
        Transport transport = new MinaTransport(Target.environment(busy));
        ExecutorService hosts = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(hosts.submit(through(transport, Target.of(busy))));
      }
      for (Future<List<String>> answer : answers) {
        assertThat(answer.get()).hasSize(1);
      }
    }
  }

  private static Callable<List<String>> through(Transport transport, Target target) {
    return () -> {
      try (RemoteShell shell = connect(transport, target)) {
        Heard heard = new Heard();
        run(shell, "echo $SSH_CONNECTION", Payload.NONE, heard);
        return heard.out;
      }
    };
  }

  private static boolean answers(Target target) throws Exception {
    try (Transport transport = new MinaTransport(Target.environment(server));
        RemoteShell shell = connect(transport, target)) {
      return run(shell, "true", Payload.NONE, OutputListener.NONE) == 0;
    }
  }

  private static ConnectFailure failure(Target target) {
    try (Transport transport = new MinaTransport(Target.environment(server))) {
      return catchThrowableOfType(ConnectFailure.class, () -> connect(transport, target).close());
    }
  }

  private static RemoteShell connect(Transport transport, Target target) throws ConnectFailure {
    return ((MinaTransport) transport).connect(target.ssh());
  }

  private static int run(RemoteShell shell, String script, Payload payload, OutputListener heard) {
    StepResult result = shell.run("step", script, payload, SOON, heard);
    assertThat(result).isInstanceOf(StepResult.Exited.class);
    return ((StepResult.Exited) result).code();
  }
}
