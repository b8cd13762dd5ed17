package org.jdeploy.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Spawned;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Counts the descriptors of this JVM: nobody else may open some meanwhile. */
@Isolated
class LogPumpTest {
  private static final Logs FOREVER = Programs.logs(0, 0);

  private final LinuxHost host = new LinuxHost();
  private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<LogTrouble> troubles = new LinkedBlockingQueue<>();
  private final LogPump pump = new LogPump(host, LogReceivers.USUAL, failures::add, troubles::add);
  private final Programs programs = new Programs(host);
  @TempDir Path directory;

  @AfterEach
  void close() {
    pump.close();
    programs.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void what_a_program_prints_is_in_its_file_as_soon_as_the_fifo_is_closed() {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = directory.resolve("logs/new/app.out.log");
    pump.open("app", fifo, file, FOREVER, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo one; echo two >&2; printf three"));
    pump.close("app").join();
    assertThat(file).hasContent("one\ntwo\nthree");
    assertThat(pump.dropped("app")).isZero();
  }

  @Test
  void writing_goes_on_while_nobody_reads_and_no_line_is_lost() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = directory.resolve("app.log");
    Keeper keeper = new Keeper(host, directory);
    keeper.hold(List.of(fifo));
    try {
      // more than a pipe holds: the second half waits for a reader
      Spawned program = programs.sh(fifo, "seq 1 20000; echo paused >&2; seq 20001 40000");
      assertThat(host.awaitEnd(program.pidfd(), Duration.ofMillis(200))).isFalse();
      LogPump first = new LogPump(host, LogReceivers.USUAL, failures::add, troubles::add);
      first.open("app", fifo, file, FOREVER, Programs.SOURCE);
      await().until(() -> Files.exists(file) && Files.size(file) > 1000);
      first.close();
      pump.open("app", fifo, file, FOREVER, Programs.SOURCE);
      programs.awaitExit(program);
      pump.close("app").join();
      List<String> lines = Files.readAllLines(file);
      lines.remove("paused");
      assertThat(lines).isEqualTo(numbers(40_000));
    } finally {
      keeper.hold(List.of());
    }
  }

  @Test
  void rotation_under_a_flood_loses_and_tears_no_line() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = directory.resolve("app.log");
    pump.open("app", fifo, file, Programs.logs(50_000, 10_000), Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "seq 1 300000"));
    pump.close("app").join();
    List<Path> files = oldestFirst(file);
    assertThat(files).hasSizeGreaterThan(30);
    List<String> lines = new ArrayList<>();
    for (Path part : files) {
      String text = Files.readString(part);
      assertThat(text).endsWith("\n");
      assertThat(text.length()).isLessThan(50_000 + 8);
      text.lines().forEach(lines::add);
    }
    assertThat(lines).isEqualTo(numbers(300_000));
  }

  @Test
  void no_line_is_lost_or_doubled_when_the_pump_is_killed_again_and_again() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = directory.resolve("app.log");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Spawned program = programs.sh(fifo, "seq 1 6000000");
    int kills = 0;
    for (; kills < 4 && host.exitOf(program.pidfd()).isEmpty(); kills++) {
      Process process = pumpProcess(fifo, file);
      long before = sizeOf(file);
      await().atMost(20, TimeUnit.SECONDS).until(() -> sizeOf(file) > before);
      // a random moment under load is what this test is about
      TimeUnit.MICROSECONDS.sleep(random.nextInt(3000));
      process.destroyForcibly().waitFor();
    }
    pump.open("app", fifo, file, Programs.logs(1_000_000, 10_000), Programs.SOURCE);
    programs.awaitExit(program);
    pump.close("app").join();
    assertThat(kills).as("seed %d", seed).isGreaterThanOrEqualTo(2);
    int expected = 1;
    for (Path part : oldestFirst(file)) {
      for (String line : Files.readAllLines(part)) {
        assertThat(line).as("in %s, seed %d", part, seed).isEqualTo("" + expected++);
      }
    }
    assertThat(expected).isEqualTo(6_000_001);
  }

  private static long sizeOf(Path file) throws IOException {
    return oldestFirst(file).stream().mapToLong(part -> part.toFile().length()).sum();
  }

  private static Process pumpProcess(Path fifo, Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PumpProcess.class.getName(),
            fifo.toString(),
            file.toString(),
            "1000000")
        .inheritIO()
        .start();
  }

  @Test
  void as_many_rotated_files_are_kept_as_wanted() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = directory.resolve("app.log");
    Files.writeString(directory.resolve("app.log.20200101-000000.000"), "of a former policy");
    Files.writeString(directory.resolve("app.log.20200101-000001.000"), "of a former policy");
    pump.open("app", fifo, file, Programs.logs(1000, 2), Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "for i in 1 2 3 4 5 6; do seq 1 1000; done"));
    pump.close("app").join();
    assertThat(RotatedFile.of(file)).hasSize(2).noneMatch(old -> old.stamp().startsWith("2020"));
    try (var files = Files.list(directory)) {
      assertThat(files).as("with their indices").hasSize(7);
    }
  }

  @Test
  void a_line_without_end_does_not_stop_rotation_for_ever() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = directory.resolve("app.log");
    pump.open("app", fifo, file, Programs.logs(1000, 20), Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "head -c 4000000 /dev/zero | tr '\\0' x"));
    pump.close("app").join();
    assertThat(RotatedFile.of(file)).isNotEmpty();
    assertThat(sizeOf(file)).isEqualTo(4_000_000);
  }

  @Test
  void a_new_pump_continues_at_the_end_of_the_file() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = Files.writeString(directory.resolve("app.log"), "of yesterday\n");
    pump.open("app", fifo, file, FOREVER, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo of today"));
    pump.close("app").join();
    assertThat(file).hasContent("of yesterday\nof today\n");
  }

  @Test
  void a_file_that_somebody_truncates_gets_no_hole() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = directory.resolve("app.log");
    pump.open("app", fifo, file, FOREVER, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo before"));
    await().untilAsserted(() -> assertThat(file).hasContent("before\n"));
    Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
        .close();
    programs.awaitExit(programs.sh(fifo, "echo after"));
    pump.close("app").join();
    assertThat(file).hasContent("after\n");
  }

  @Test
  void what_somebody_appends_is_not_overwritten() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = directory.resolve("app.log");
    pump.open("app", fifo, file, FOREVER, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo one"));
    await().untilAsserted(() -> assertThat(file).hasContent("one\n"));
    Files.writeString(file, "a note\n", StandardOpenOption.APPEND);
    programs.awaitExit(programs.sh(fifo, "echo two"));
    pump.close("app").join();
    assertThat(file).hasContent("one\na note\ntwo\n");
  }

  @Test
  void a_file_that_was_moved_away_is_made_anew() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = directory.resolve("app.log");
    pump.open("app", fifo, file, FOREVER, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo one"));
    await().untilAsserted(() -> assertThat(file).hasContent("one\n"));
    Files.move(file, directory.resolve("moved"));
    programs.sh(fifo, "while :; do echo more; sleep 0.1; done");
    await().untilAsserted(() -> assertThat(file).isNotEmptyFile());
  }

  @Test
  void fifos_may_share_a_file() throws Exception {
    Path file = directory.resolve("app.log");
    List<Spawned> running = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      Path fifo = programs.fifo(directory, name);
      pump.open(name, fifo, file, Programs.logs(100_000, 1000), Programs.SOURCE);
      running.add(programs.sh(fifo, "seq 1 20000"));
    }
    running.forEach(programs::awaitExit);
    pump.close("a").join();
    pump.close("b").join();
    pump.close("c").join();
    assertThat(sizeOf(file))
        .isEqualTo(3L * numbers(20_000).stream().mapToInt(s -> s.length() + 1).sum());
  }

  @Test
  void a_full_disk_holds_up_no_program_and_what_is_lost_is_counted_and_said() throws Exception {
    Path fifo = programs.fifo(directory, "fifo");
    Path file = Files.createSymbolicLink(directory.resolve("app.log"), Path.of("/dev/full"));
    pump.open("app", fifo, file, FOREVER, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "head -c 1000000 /dev/zero"));
    await().until(() -> pump.dropped("app") == 1_000_000);
    Path real = directory.resolve("real");
    Files.writeString(real, "before\n");
    Files.delete(file);
    Files.createSymbolicLink(file, real);
    programs.sh(fifo, "while :; do echo after; sleep 0.1; done");
    await().untilAsserted(() -> assertThat(real).content().contains("after\n"));
    long lost = pump.dropped("app");
    assertThat(Files.readString(real))
        .startsWith(
            "before\n[jpm: "
                + lost
                + " bytes are missing here: ENOSPC, no space left on the disk]\nafter\n");
  }

  @Test
  void reading_goes_on_when_the_same_key_is_opened_again() {
    Path fifo = programs.fifo(directory, "fifo");
    Path first = directory.resolve("first.log");
    Path second = directory.resolve("second.log");
    pump.open("app", fifo, first, FOREVER, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo one"));
    pump.open("app", fifo, second, FOREVER, Programs.SOURCE);
    await().untilAsserted(() -> assertThat(first).hasContent("one\n"));
    programs.awaitExit(programs.sh(fifo, "echo two"));
    pump.close("app").join();
    assertThat(Files.exists(second) ? second : first).content().endsWith("two\n");
  }

  @Test
  void closing_leaves_no_descriptor_open() {
    Path fifo = programs.fifo(directory, "fifo");
    int before = Proc.descriptors((int) ProcessHandle.current().pid()).size();
    LogPump other = new LogPump(host, LogReceivers.USUAL, failures::add, troubles::add);
    other.open("app", fifo, directory.resolve("app.log"), FOREVER, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo one"));
    other.close("app").join();
    other.open("app", fifo, directory.resolve("app.log"), FOREVER, Programs.SOURCE);
    other.close();
    await()
        .until(() ->
            Proc.descriptors((int) ProcessHandle.current().pid()).values().stream()
                .noneMatch(target -> target.contains(directory.toString())));
    assertThat(Proc.descriptors((int) ProcessHandle.current().pid())).hasSizeLessThan(before + 4);
    assertThat(other.close("app")).isCompleted();
  }

  private static List<String> numbers(int to) {
    return IntStream.rangeClosed(1, to).mapToObj(Integer::toString).toList();
  }

  private static List<Path> oldestFirst(Path file) throws IOException {
    List<Path> files = new ArrayList<>();
    RotatedFile.of(file).forEach(rotated -> files.add(rotated.path()));
    if (Files.exists(file)) {
      files.add(file);
    }
    return files;
  }
}
