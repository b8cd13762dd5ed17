package org.jdeploy.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Spawned;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {
  private final LinuxHost host = new LinuxHost();
  private final Programs programs = new Programs(host);
  @TempDir Path home;
  private Keeper keeper;

  @BeforeEach
  void open() {
    keeper = new Keeper(host, home);
  }

  @AfterEach
  void close() {
    keeper.hold(List.of());
    programs.close();
    assertThat(processes()).isEmpty();
  }

  @Test
  void output_survives_its_program_while_nobody_else_has_the_fifo_open() {
    Path fifo = programs.fifo(home, "fifo");
    keeper.hold(List.of(fifo));
    programs.awaitExit(programs.sh(fifo, "echo last words"));
    assertThat(read(fifo)).isEqualTo("last words\n");
  }

  @Test
  void a_later_daemon_finds_the_keepers_and_starts_no_more() {
    Path fifo = programs.fifo(home, "fifo");
    keeper.hold(List.of(fifo));
    awaitProcesses(1);
    List<Integer> before = processes();
    Keeper later = new Keeper(host, home);
    later.hold(List.of(fifo));
    assertThat(processes()).isEqualTo(before);
  }

  @Test
  void a_dead_keeper_is_replaced() {
    Path fifo = programs.fifo(home, "fifo");
    keeper.hold(List.of(fifo));
    awaitProcesses(1);
    int first = processes().get(0);
    int pidfd = host.pidfdOpen(first);
    host.signal(pidfd, "KILL");
    assertThat(host.awaitEnd(pidfd, Duration.ofSeconds(10))).isTrue();
    host.close(pidfd);
    keeper.hold(List.of(fifo));
    awaitProcesses(1);
    assertThat(processes()).doesNotContain(first);
    assertThat(Proc.stat(first)).as("no zombie").isEmpty();
  }

  @Test
  void one_more_fifo_joins_the_others_and_no_byte_is_lost_in_the_move() {
    Path first = programs.fifo(home, "first");
    keeper.hold(List.of(first));
    programs.awaitExit(programs.sh(first, "echo kept"));
    Path second = programs.fifo(home, "second");
    keeper.hold(List.of(first, second));
    awaitProcesses(1);
    assertThat(read(first)).isEqualTo("kept\n");
  }

  @Test
  void a_keeper_has_room_for_32() {
    List<Path> fifos = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      fifos.add(programs.fifo(home, "fifo" + i));
    }
    keeper.hold(fifos);
    awaitProcesses(2);
    for (int i = 40; i < 70; i++) {
      fifos.add(programs.fifo(home, "fifo" + i));
      keeper.hold(fifos);
    }
    awaitProcesses(3);
    assertThat(held()).containsExactlyInAnyOrderElementsOf(fifos);
    keeper.hold(fifos.subList(0, 3));
    assertThat(held()).containsAll(fifos.subList(0, 3));
    assertThat(processes().size()).isLessThanOrEqualTo(3);
  }

  @Test
  void new_ones_fill_up_the_newest_keeper_and_a_dead_one_is_replaced_meanwhile() {
    List<Path> fifos = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      Path fifo = programs.fifo(home, "fifo" + i);
      fifos.add(fifo);
      keeper.add(List.of(fifo), fifos);
    }
    awaitProcesses(3);
    assertThat(held()).containsExactlyInAnyOrderElementsOf(fifos);
    int pidfd = host.pidfdOpen(processes().getFirst());
    host.signal(pidfd, "KILL");
    assertThat(host.awaitEnd(pidfd, Duration.ofSeconds(10))).isTrue();
    host.close(pidfd);
    Path more = programs.fifo(home, "more");
    fifos.add(more);
    keeper.add(List.of(more), fifos);
    await().untilAsserted(() -> assertThat(held()).containsAll(fifos));
  }

  @Test
  void a_fifo_that_somebody_removed_does_not_disturb_the_others() throws Exception {
    Path removed = programs.fifo(home, "removed");
    Path fifo = programs.fifo(home, "fifo");
    Files.delete(removed);
    keeper.hold(List.of(removed, fifo));
    awaitProcesses(1);
    assertThat(held()).containsExactly(fifo);
  }

  @Test
  void a_fifo_that_was_removed_and_made_again_is_held_anew() throws Exception {
    Path fifo = programs.fifo(home, "fifo");
    keeper.hold(List.of(fifo));
    Files.delete(fifo);
    programs.fifo(home, "fifo");
    keeper.hold(List.of(fifo));
    awaitProcesses(1);
    assertThat(held()).containsExactly(fifo);
  }

  @Test
  void is_no_part_of_a_programs_tree() {
    Path fifo = programs.fifo(home, "fifo");
    keeper.hold(List.of(fifo));
    Spawned program = programs.sh(fifo, "sleep 60");
    Proc.killTree(program.pid(), program.startTime(), programs.cookie(), Duration.ofSeconds(10));
    programs.awaitExit(program);
    awaitProcesses(1);
  }

  @Test
  void does_not_touch_those_of_another_home(@TempDir Path otherHome) {
    Path fifo = programs.fifo(otherHome, "fifo");
    Keeper other = new Keeper(host, otherHome);
    other.hold(List.of(fifo));
    keeper.hold(List.of());
    await()
        .untilAsserted(
            () -> assertThat(Proc.withEnvironment("JPM_KEEPER", otherHome.toString())).hasSize(1));
    other.hold(List.of());
  }

  private String read(Path fifo) {
    int fd = host.open(fifo, EnumSet.of(OpenFlag.READ, OpenFlag.NONBLOCK));
    try {
      ByteBuffer buffer = ByteBuffer.allocate(1000);
      host.read(fd, buffer);
      return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    } finally {
      host.close(fd);
    }
  }

  /** In the first moment of a process, its environment cannot be read yet. */
  private void awaitProcesses(int number) {
    await().untilAsserted(() -> assertThat(processes()).hasSize(number));
  }

  private List<Integer> processes() {
    return Proc.withEnvironment("JPM_KEEPER", home.toString());
  }

  private List<Path> held() {
    return processes().stream()
        .flatMap(pid -> Proc.descriptors(pid).entrySet().stream())
        .filter(entry -> entry.getKey() > 2)
        .map(entry -> Path.of(entry.getValue()))
        .toList();
  }
}
