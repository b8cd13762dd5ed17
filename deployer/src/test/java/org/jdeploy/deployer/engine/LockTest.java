package org.jdeploy.deployer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may deploy when several want to. */
@Timeout(120)
class LockTest {
  private final World world = new World("dash", "s1", "s2");

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void of_two_deploys_at_once_one_wins_and_the_other_names_the_winner() throws Exception {
    Path go = world.top.resolve("go");
    Path there = world.top.resolve("there");
    world.task(
        "wait",
        "touch '" + there + "'; while [ ! -e '" + go + "' ]; do sleep 0.1; done",
        "after:build");
    CompletableFuture<DeployReport> first = World.later(world::deploy);
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(there));
    DeployReport second = world.deploy();
    assertThat(second.exitCode()).isEqualTo(4);
    assertThat(second.message())
        .contains("s1 is locked by dev@laptop since 2")
        .contains("deploy of production");
    CompletableFuture<DeployReport> waiting =
        World.later(() ->
            world
                .engine()
                .deploy(
                    new DeployRequest(
                        world.fleet(), world.resolve(), false, Duration.ofMinutes(1))));
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> world.said().contains("; waiting"));
    Files.createFile(go);
    assertThat(first.get(60, TimeUnit.SECONDS).exitCode()).isZero();
    DeployReport third = waiting.get(60, TimeUnit.SECONDS);
    assertThat(third.exitCode()).as(third + world.said()).isZero();
    assertThat(third.alreadyLive()).isTrue();
  }

  @Test
  void deploys_that_begin_together_never_mix_and_never_both_lose() throws Exception {
    for (int round = 0; round < 5; round++) {
      world.commit("round " + round);
      DeployRequest request = world.request();
      List<CompletableFuture<DeployReport>> racers =
          List.of(
              World.later(() -> world.engine().deploy(request)),
              World.later(() -> world.engine().deploy(request)),
              World.later(() -> world.engine().deploy(request)));
      int live = 0;
      for (CompletableFuture<DeployReport> racer : racers) {
        DeployReport report = racer.get(60, TimeUnit.SECONDS);
        assertThat(report.exitCode()).as(report + world.said()).isIn(0, 4);
        live += report.exitCode() == 0 ? 1 : 0;
      }
      assertThat(live).isPositive();
      assertThat(world.live("s1")).isEqualTo(world.live("s2"));
      assertThat(world.read("s1", "current/says")).isEqualTo("round " + round);
    }
  }

  @Test
  void a_lock_on_another_server_than_the_first_is_respected() throws Exception {
    Files.createDirectories(world.deployTo("s2").resolve(".jdeploy"));
    Path lock = world.deployTo("s2").resolve(".jdeploy/lock");
    Process holder =
        new ProcessBuilder("flock", lock.toString(), "sh", "-c", "echo have; sleep 100").start();
    try {
      holder.getInputStream().read();
      DeployReport report = world.deploy();
      assertThat(report.exitCode()).isEqualTo(4);
      assertThat(report.message()).contains("s2 is locked");
      assertThat(world.deployTo("s1").resolve("releases")).doesNotExist();
    } finally {
      holder.descendants().forEach(ProcessHandle::destroyForcibly);
      holder.destroyForcibly();
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(world.deploy().exitCode()).isZero());
  }

  @Test
  void a_hold_refuses_deploys_until_it_is_released() {
    DeployReport held = world.engine().lock(world.fleet(), "the database's being \"moved\"");
    assertThat(held.exitCode()).as(held + world.said()).isZero();
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).isEqualTo(4);
    assertThat(report.message())
        .contains("held off by dev@laptop since 2")
        .contains("the database's being \"moved\"");
    assertThat(world.engine().unlock(world.fleet(), false).exitCode()).isZero();
    assertThat(world.deploy().exitCode()).isZero();
  }

  @Test
  void unlock_by_force_ends_a_deploy_that_has_the_lock() throws Exception {
    Path there = world.top.resolve("there");
    world.task("wait", "touch '" + there + "'; sleep 100", "after:build");
    CompletableFuture<DeployReport> first = World.later(world::deploy);
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(there));
    DeployReport forced = world.engine().unlock(world.fleet(), true);
    assertThat(forced.exitCode()).as(forced + world.said()).isZero();
    DeployReport report = first.get(60, TimeUnit.SECONDS);
    assertThat(report.exitCode()).isEqualTo(1);
    world.tasks.clear();
    world.hooks.clear();
    assertThat(world.deploy().exitCode()).isZero();
  }

  @Test
  void status_shows_the_lock_while_it_is_held_and_not_after() throws Exception {
    Path go = world.top.resolve("go");
    Path there = world.top.resolve("there");
    world.task(
        "wait",
        "touch '" + there + "'; while [ ! -e '" + go + "' ]; do sleep 0.1; done",
        "after:build");
    CompletableFuture<DeployReport> first = World.later(world::deploy);
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(there));
    HostStatus during = world.engine().status(world.fleet()).getFirst();
    assertThat(during.facts().orElseThrow().locked()).isTrue();
    Files.createFile(go);
    first.get(60, TimeUnit.SECONDS);
    HostStatus after = world.engine().status(world.fleet()).getFirst();
    assertThat(after.problem()).isEqualTo(Optional.empty());
    assertThat(after.facts().orElseThrow().locked()).isFalse();
    assertThat(after.facts().orElseThrow().live()).contains(world.live("s1"));
    assertThat(after.programs().orElseThrow().items()).hasSize(1);
  }
}
