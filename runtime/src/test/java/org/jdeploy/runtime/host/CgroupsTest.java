package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String V2 =
      "35 25 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate";
  private static final String HYBRID =
      "35 25 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";
  private static final String V1 =
      "36 25 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";

  @TempDir Path directory;

  @Test
  void our_own_cgroup_is_found_in_pure_and_in_hybrid_mode_and_below_a_mounted_part() {
    List<String> service = List.of("0::/system.slice/jpm.service");
    assertThat(Cgroups.own(List.of(V2), service))
        .contains(Path.of("/sys/fs/cgroup/system.slice/jpm.service"));
    assertThat(Cgroups.own(List.of(V1, HYBRID), List.of("4:memory:/x", "0::/")))
        .contains(Path.of("/sys/fs/cgroup/unified/"));
    String part = V2.replace("0:30 / ", "0:30 /docker/abc ");
    assertThat(Cgroups.own(List.of(part), List.of("0::/docker/abc/inner")))
        .contains(Path.of("/sys/fs/cgroup/inner"));
  }

  @Test
  void with_version_1_alone_there_are_none_and_it_is_said() {
    assertThat(Cgroups.own(List.of(V1), List.of("4:memory:/x"))).isEmpty();
    Cgroups none = Cgroups.below(Optional.empty(), directory, false);
    assertThat(none.facts()).isEqualTo("no cgroups: cgroup v2 is not mounted");
    assertThat(none.open("web-0-1")).isEmpty();
    assertThat(none.existing("web-0-1")).isEmpty();
    none.clean();
  }

  @Test
  void what_systemd_did_not_give_is_left_alone() {
    Cgroups none = Cgroups.below(Optional.of(directory), directory, true);
    assertThat(none.facts())
        .isEqualTo("no cgroups: systemd gave none to this service (Delegate=yes)");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_place_that_is_not_ours_gives_none() {
    assertThat(Cgroups.below(Optional.of(Path.of("/proc/1")), directory, false).facts())
        .isEqualTo("no cgroups: /proc/1 is not ours to write");
  }

  /** The kernel's files are played by ordinary ones: what is written to them is seen. */
  @Test
  void controllers_are_shared_out_and_processors_limited() throws Exception {
    Path service = directory.resolve("jpm.service");
    Path own = Files.createDirectories(service.resolve("jpmd"));
    Files.writeString(service.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
    Files.writeString(service.resolve("cgroup.subtree_control"), "");
    Cgroups cgroups = Cgroups.below(Optional.of(own), directory, false);
    assertThat(Files.readString(service.resolve("cgroup.subtree_control"))).isEqualTo("+cpuory");
    Path web = cgroups.open("web-0-1").orElseThrow();
    assertThat(service.relativize(web).toString()).matches("jpm-[0-9a-f]{8}/web-0-1");
    assertThat(Cgroups.limitCpu(web, 1.5)).isFalse();
    Files.writeString(web.resolve("cpu.max"), "max 100000");
    assertThat(Cgroups.limitCpu(web, 1.5)).isTrue();
    assertThat(Files.readString(web.resolve("cpu.max"))).startsWith("150000 100000");
  }

  @Test
  void kills_for_lack_of_memory_are_counted_where_somebody_counts() throws Exception {
    assertThat(Cgroups.oomKills(directory)).isEmpty();
    Files.writeString(
        directory.resolve("memory.events"), "low 0\nhigh 0\nmax 7\noom 2\noom_kill 1\n");
    assertThat(Cgroups.oomKills(directory)).hasValue(1);
  }

  @Test
  void who_left_session_and_environment_is_killed_with_the_cgroup_and_it_is_removed()
      throws Exception {
    LinuxHost host = new LinuxHost();
    Cgroups cgroups = Cgroups.find(directory);
    Optional<Path> cgroup = cgroups.open("test-0-1");
    if (cgroup.isEmpty()) {
      assertThat(cgroups.facts()).startsWith("no cgroups: ");
      return; // who may write no cgroup can do no more than ProcTest shows
    }
    Conditions conditions =
        new Conditions(
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            List.of(new ResourceLimit(ResourceLimit.Resource.CORE, 0)),
            cgroup);
    String script = "env -i setsid sh -c 'sleep 1000 & echo $!; exit 0'; exit 0";
    try (Child child =
        new Child(host, conditions, List.of("/bin/sh", "-c", script), Path.of("/tmp"), Map.of())) {
      int daemon = Integer.parseInt(child.line());
      child.awaitExit();
      assertThat(Cgroups.members(cgroup.get())).contains(daemon);
      assertThat(
              Proc.killTree(
                  child.pid(), child.spawned().startTime(), child.cookie(), cgroup, PATIENCE))
          .isEmpty();
      assertThat(Proc.stat(daemon).filter(stat -> !stat.isDead())).isEmpty();
    }
    Cgroups.remove(cgroup.get());
    assertThat(cgroup.get()).doesNotExist();
    cgroups.clean();
    assertThat(cgroup.get().resolve("..").normalize()).doesNotExist();
  }
}
