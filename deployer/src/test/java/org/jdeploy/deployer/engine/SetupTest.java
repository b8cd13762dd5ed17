package org.jdeploy.deployer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.config.LinkedFile;
import org.jdeploy.deployer.journal.ReleaseRecord;
import org.jdeploy.deployer.plan.Phase;
import org.jdeploy.deployer.plan.Planning;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Preparing servers, and asking them without changing anything. */
class SetupTest {
  private final World world = new World("dash", "s1", "s2");

  @AfterEach
  void end() {
    world.close();
  }

  /** A distribution whose jpm says its version. */
  private Path distribution(String version) {
    Path made = world.top.resolve("dist" + version);
    world.write(made.resolve("bin/jpm"), "#!/bin/sh\necho " + version + " $* >>$JPM_HOME/asked\n");
    World.run(made, "chmod", "755", "bin/jpm");
    Path packed = world.top.resolve("jpm-" + version + ".tar.gz");
    World.run(made, "tar", "-czf", packed.toString(), "bin");
    return packed;
  }

  private DeployReport setup(Path packed) {
    return world.engine().setup(new SetupRequest(world.fleet(), machine -> Optional.of(packed)));
  }

  @Test
  void installs_jpm_once_per_version_and_starts_its_daemon() throws IOException {
    for (String server : world.names) {
      World.run(world.top, "rm", "-rf", world.jpmHome(server).toString());
    }
    world.linkedDirs = List.of("up loads");
    world.linkedFiles = List.of(new LinkedFile("config/x.json", false));
    Path one = distribution("one");
    DeployReport report = setup(one);
    assertThat(report.exitCode()).as(report + world.said()).isZero();
    for (String server : world.names) {
      assertThat(world.asked(server)).isEqualTo("one daemon\n");
      assertThat(Files.readSymbolicLink(world.jpmHome(server).resolve("bin")).toString())
          .matches("versions/[0-9a-f]{32}/bin");
      assertThat(world.deployTo(server).resolve("shared/up loads")).isDirectory();
      assertThat(world.deployTo(server).resolve("shared/config")).isDirectory();
    }
    Path unpacked = world.jpmHome("s1").resolve("bin").toRealPath();
    Object inode = Files.getAttribute(unpacked, "unix:ino");
    assertThat(setup(one).exitCode()).isZero();
    assertThat(Files.getAttribute(world.jpmHome("s1").resolve("bin").toRealPath(), "unix:ino"))
        .isEqualTo(inode);
    assertThat(setup(distribution("two")).exitCode()).isZero();
    assertThat(world.asked("s2")).isEqualTo("one daemon\none daemon\ntwo daemon\n");
    assertThat(world.jpmHome("s1").resolve("versions").toFile().list()).hasSize(2);
  }

  @Test
  void a_machine_without_a_distribution_is_named() {
    DeployReport report =
        world.engine().setup(new SetupRequest(world.fleet(), _ -> Optional.empty()));
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.hosts().getFirst().message()).contains("there is no jpm for ");
  }

  @Test
  void a_bin_directory_of_somebody_else_is_left_alone() throws IOException {
    Files.delete(world.jpmHome("s1").resolve("bin"));
    Files.createDirectories(world.jpmHome("s1").resolve("bin/precious"));
    DeployReport report = setup(distribution("one"));
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.hosts().getFirst().output().toString()).contains("did not make");
    assertThat(world.jpmHome("s1").resolve("bin/precious")).isDirectory();
  }

  @Test
  void a_plan_changes_nothing_and_is_what_a_deploy_then_does() {
    Planning.Planned planned = (Planning.Planned) world.engine().plan(world.request());
    assertThat(world.deployTo("s1")).doesNotExist();
    assertThat(planned.plan().phase(Phase.Name.PUBLISH).orElseThrow().waves().getFirst().steps())
        .hasSize(2)
        .allSatisfy((_, steps) -> assertThat(steps.getFirst().script()).contains("mv -T"));
    List<String> promised =
        planned.plan().phases().stream()
            .flatMap(phase -> phase.waves().stream())
            .flatMap(wave -> wave.steps().getOrDefault("s1", List.of()).stream())
            .map(step -> step.id())
            .toList();
    world.deploy();
    List<String> done =
        world.events.stream()
            .filter(EngineEvent.StepEnded.class::isInstance)
            .map(EngineEvent.StepEnded.class::cast)
            .filter(step -> step.host().equals("s1") && !step.id().equals("connect"))
            .map(EngineEvent.StepEnded::id)
            .toList();
    assertThat(done).isEqualTo(promised);
    Planning.Planned again = (Planning.Planned) world.engine().plan(world.request());
    assertThat(again.plan().nothingToDo()).isTrue();
  }

  @Test
  void releases_are_told_with_who_made_them_and_how_they_ended() {
    DeployReport first = world.deploy();
    world.write(world.repository.resolve("sick"), "x");
    world.commit("bad");
    DeployReport bad = world.deploy();
    List<HostReleases> all = world.engine().releases(world.fleet());
    assertThat(all).hasSize(2);
    assertThat(all.getFirst().live()).contains(first.release());
    assertThat(all.getFirst().releases())
        .extracting(ReleaseRecord::name, ReleaseRecord::outcome, ReleaseRecord::live)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(first.release(), ReleaseRecord.Outcome.GOOD, true),
            org.assertj.core.groups.Tuple.tuple(
                bad.release(), ReleaseRecord.Outcome.REVERTED, false));
    assertThat(all.getFirst().releases().getFirst().who()).isEqualTo("dev@laptop");
  }

  @Test
  void a_command_runs_everywhere_with_the_environment_of_the_stage() {
    world.transport.refuse("s2");
    List<CommandResult> results =
        world.engine().run(world.fleet(), "ask", "echo $JDEPLOY_HOST; exit 7", Optional.empty());
    assertThat(results)
        .extracting(CommandResult::host, CommandResult::exitCode)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("s1", 7),
            org.assertj.core.groups.Tuple.tuple("s2", 5));
    assertThat(world.said()).contains("s1: s1");
  }
}
