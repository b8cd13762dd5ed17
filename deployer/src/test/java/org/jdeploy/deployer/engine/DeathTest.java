package org.jdeploy.deployer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jdeploy.deployer.config.Amount;
import org.jdeploy.deployer.config.Rollout;
import org.jdeploy.deployer.config.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deploys that are cut off: by a person, by a kill, by the network. */
@Timeout(180)
class DeathTest {
  private final World world = new World("dash", "s1", "s2");

  @AfterEach
  void end() {
    world.close();
  }

  private String first() {
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isZero();
    return report.release();
  }

  private static void await(Path file) {
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(file));
  }

  private void settled(String release) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> {
          for (String server : world.names) {
            assertThat(world.live(server)).as(server).isEqualTo(release);
            assertThat(world.running(server)).as(server).isEqualTo(release);
            assertThat(world.deployTo(server).resolve(".jdeploy").toFile().list())
                .noneMatch(name -> name.matches("(pending|reverting|confirmed)\\..*"));
          }
        });
  }

  /** s1 is switched, s2 hangs in its reload until somebody removes the obstacle. */
  private Path hangWhilePublishing() {
    world.commit("two");
    return hang(world);
  }

  static Path hang(World world) {
    Path there = world.top.resolve("there");
    world.rollout(1, new Amount(1, false), Rollout.OnFailure.REVERT);
    world.task(
        "hang",
        "[ $JDEPLOY_HOST != s2 ] || [ \"$(cat \"$JDEPLOY_RELEASE_PATH/says\")\" != two ] || { touch"
            + " '"
            + there
            + "'; sleep 30; }",
        "before:reload",
        Task.On.ALL,
        Task.In.DEPLOY_TO);
    return there;
  }

  @Test
  void an_interrupt_while_preparing_switches_nothing_and_frees_the_lock() throws Exception {
    String first = first();
    Path there = world.top.resolve("there");
    world.commit("two");
    world.task("wait", "touch '" + there + "'; sleep 100", "after:build");
    Engine engine = world.engine();
    CompletableFuture<DeployReport> deploy = World.later(() -> engine.deploy(world.request()));
    await(there);
    engine.interrupt();
    DeployReport report = deploy.get(30, TimeUnit.SECONDS);
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(130);
    settled(first);
    world.tasks.clear();
    world.hooks.clear();
    assertThat(world.deploy().exitCode()).isZero();
  }

  @Test
  void an_interrupt_while_publishing_reverts_what_was_switched() throws Exception {
    String first = first();
    Path there = hangWhilePublishing();
    Engine engine = world.engine();
    CompletableFuture<DeployReport> deploy = World.later(() -> engine.deploy(world.request()));
    await(there);
    assertThat(world.live("s1")).isNotEqualTo(first);
    engine.interrupt();
    DeployReport report = deploy.get(60, TimeUnit.SECONDS);
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(130);
    assertThat(report.hosts())
        .allSatisfy(host -> assertThat(host.state()).isEqualTo(HostState.REVERTED));
    settled(first);
  }

  @Test
  void a_killed_client_leaves_servers_that_revert_by_themselves() throws Exception {
    String first = first();
    Path there = hangWhilePublishing();
    Process client = client();
    try {
      await(there);
      assertThat(world.live("s1")).isNotEqualTo(first);
      assertThat(world.live("s2")).isNotEqualTo(first);
    } finally {
      client.destroyForcibly();
    }
    settled(first);
    assertThat(world.read("s1", ".jdeploy/journal.jsonl")).contains("\"event\":\"reverted\"");
    world.tasks.clear();
    world.hooks.clear();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(world.deploy().exitCode()).isZero());
  }

  /** This test's deploy in a process of its own. */
  private Process client() throws IOException {
    Path log = world.top.resolve("client.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ClientMain.class.getName(),
                world.top.toString()));
    command.addAll(world.names);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  @Test
  void the_dead_man_reverts_when_client_and_channel_are_both_gone() throws Exception {
    world.options = new EngineOptions(Duration.ofSeconds(3), 50);
    String first = first();
    Path there = world.top.resolve("there");
    world.commit("two");
    world.rollout(1, new Amount(1, false), Rollout.OnFailure.REVERT);
    // s1 has been switched and waits; everything that could beat or revert for it is killed.
    world.task(
        "hang",
        "[ $JDEPLOY_HOST != s2 ] || [ \"$(cat says)\" != two ] || { touch '"
            + there
            + "'; sleep 8; }",
        "before:reload");
    CompletableFuture<DeployReport> deploy = World.later(world::deploy);
    await(there);
    assertThat(world.live("s1")).isNotEqualTo(first);
    Path deadline = pending("s1").resolve("deadline");
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Long.parseLong(Files.readString(deadline).strip()) - uptime() < 5);
    world.transport.refuse("s1");
    world.transport.kill("s1");
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> {
          assertThat(world.live("s1")).isEqualTo(first);
          assertThat(world.running("s1")).isEqualTo(first);
        });
    DeployReport report = deploy.get(60, TimeUnit.SECONDS);
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(6);
    assertThat(report.hosts().getFirst().state()).isIn(HostState.UNKNOWN, HostState.REVERTED);
    world.transport.accept("s1");
    world.tasks.clear();
    world.hooks.clear();
    DeployReport next = world.deploy();
    assertThat(next.exitCode()).as(next + world.said()).isZero();
    settled(next.release());
  }

  @Test
  void a_server_that_was_switched_off_while_unconfirmed_is_healed_by_the_next_deploy()
      throws Exception {
    String first = first();
    Path there = hangWhilePublishing();
    Process client = client();
    try {
      await(there);
      // As if the power failed: nothing on s1 lives on, neither channel nor dead-man.
      Path pending = pending("s1");
      long watch = Long.parseLong(Files.readString(pending.resolve("pid")).strip());
      String channel =
          world.read("s1", ".jdeploy/lock.info").replaceAll(".*\"pid\":(\\d+)}\\s*", "$1");
      World.run(world.top, "kill", "-9", Long.toString(watch), channel);
    } finally {
      client.destroyForcibly();
    }
    assertThat(world.live("s1")).isNotEqualTo(first);
    world.tasks.clear();
    world.hooks.clear();
    world.revision = "HEAD~1";
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> {
          DeployReport report = world.deploy();
          assertThat(report.exitCode()).as(report + world.said()).isZero();
        });
    assertThat(world.said()).contains("s1: reverted to what was live before");
    settled(first);
  }

  private static long uptime() throws IOException {
    return (long) Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
  }

  private Path pending(String server) throws IOException {
    try (var list = Files.list(world.deployTo(server).resolve(".jdeploy"))) {
      return list.filter(path -> path.getFileName().toString().startsWith("pending."))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void a_connection_that_breaks_while_preparing_fails_the_deploy_and_switches_nothing()
      throws Exception {
    String first = first();
    Path there = world.top.resolve("there");
    world.commit("two");
    world.task("wait", "touch '" + there + "-'$JDEPLOY_HOST; sleep 3", "after:build");
    CompletableFuture<DeployReport> deploy = World.later(world::deploy);
    await(Path.of(there + "-s2"));
    world.transport.hangUp("s2");
    DeployReport report = deploy.get(60, TimeUnit.SECONDS);
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(1);
    assertThat(report.hosts().get(1).message()).contains("connection lost");
    settled(first);
    world.tasks.clear();
    world.hooks.clear();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(world.deploy().exitCode()).isZero());
  }

  @Test
  void a_connection_that_breaks_while_publishing_reverts_all_by_connecting_again()
      throws Exception {
    String first = first();
    Path there = hangWhilePublishing();
    CompletableFuture<DeployReport> deploy = World.later(world::deploy);
    await(there);
    world.transport.hangUp("s2");
    DeployReport report = deploy.get(60, TimeUnit.SECONDS);
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(3);
    settled(first);
  }
}
