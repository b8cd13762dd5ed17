package org.jdeploy.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {
  private static final Optional<Duration> NEVER = Optional.empty();

  private final LinuxHost host = new LinuxHost();
  private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final LogPump pump = new LogPump(host, LogReceivers.USUAL, failures::add, _ -> {});
  private final Programs programs = new Programs(host);
  @TempDir Path directory;
  private Path fifo;
  private Path file;

  @BeforeEach
  void name() {
    fifo = programs.fifo(directory, "fifo");
    file = directory.resolve("app.log");
  }

  @AfterEach
  void close() {
    pump.close();
    programs.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void rotated_files_are_compressed_and_their_lines_are_still_there_for_readers() throws Exception {
    pump.open("app", fifo, file, Programs.policy(100_000, NEVER, 1000, NEVER, 0), Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "seq 1 100000"));
    pump.close("app").join();
    awaitCompressed();
    List<RotatedFile> files = RotatedFile.of(file);
    assertThat(files).hasSizeGreaterThan(4);
    assertThat(Files.getPosixFilePermissions(files.getFirst().path()))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(unpack(files.getFirst().path())).startsWith("1\n2\n3\n");
    assertThat(LogTail.last(file, 100_001)).isEqualTo(numbers(1, 100_000));
    for (int n : new int[] {1, 15_000, 16_384, 40_000, 99_999}) {
      assertThat(LogTail.last(file, n)).isEqualTo(numbers(100_001 - n, 100_000));
    }
  }

  @Test
  void a_follower_that_pauses_over_rotation_and_compression_misses_and_repeats_nothing()
      throws Exception {
    pump.open("app", fifo, file, Programs.policy(50_000, NEVER, 1000, NEVER, 0), Programs.SOURCE);
    List<String> seen = new ArrayList<>();
    try (LogTail tail = new LogTail(file, 0)) {
      int from = 1;
      for (int turn = 0; turn < 6; turn++) {
        programs.awaitExit(programs.sh(fifo, "seq " + from + " " + (from + 9999)));
        from += 10_000;
        pump.rotate(file, Programs.policy(50_000, NEVER, 1000, NEVER, 0)).join();
        awaitCompressed();
        if (turn != 2) {
          tail.poll(seen::add);
        }
      }
    }
    assertThat(seen).isEqualTo(numbers(1, 60_000));
  }

  @Test
  void an_old_file_is_rotated_though_nothing_more_comes() throws Exception {
    pump.open(
        "app",
        fifo,
        file,
        Programs.policy(0, Optional.of(Duration.ofSeconds(1)), 5, NEVER, 0),
        Programs.SOURCE);
    Instant before = Instant.now();
    programs.awaitExit(programs.sh(fifo, "echo one"));
    await().until(() -> !RotatedFile.of(file).isEmpty());
    assertThat(RotatedFile.of(file).getFirst().time())
        .isBetween(before.plusMillis(999), before.plusSeconds(30));
    awaitCompressed();
    assertThat(unpack(RotatedFile.of(file).getFirst().path())).isEqualTo("one\n");
    assertThat(file).isEmptyFile();
  }

  @Test
  void the_age_of_a_file_counts_over_restarts_of_the_daemon() throws Exception {
    Logs daily = Programs.policy(0, Optional.of(Duration.ofDays(1)), 5, NEVER, 0);
    pump.open("app", fifo, file, daily, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo one"));
    pump.close("app").join();
    TimeIndexTest.shift(LogFiles.times(file), -Duration.ofDays(1).toMillis());
    pump.open("app", fifo, file, daily, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo two"));
    pump.close("app").join();
    assertThat(RotatedFile.of(file)).hasSize(1);
    assertThat(file).hasContent("two\n");
  }

  @Test
  void rotated_files_go_when_they_are_too_old() throws Exception {
    Path old = Files.writeString(directory.resolve("app.log.20200101-000000.000"), "old");
    Path ofSomebodyElse = Files.writeString(directory.resolve("app.log.1"), "logrotate's");
    pump.open(
        "app",
        fifo,
        file,
        Programs.policy(0, NEVER, 5, Optional.of(Duration.ofDays(2)), 0),
        Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo one"));
    await().until(() -> !Files.exists(old));
    assertThat(ofSomebodyElse).exists();
  }

  @Test
  void a_rotated_file_goes_at_its_time_though_nothing_more_comes() throws Exception {
    Logs policy = Programs.policy(0, NEVER, 5, Optional.of(Duration.ofSeconds(1)), 0);
    pump.open("app", fifo, file, policy, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo one"));
    assertThat(pump.rotate(file, policy).join()).isTrue();
    await().until(() -> RotatedFile.of(file).isEmpty());
  }

  @Test
  void all_files_together_stay_below_the_total() throws Exception {
    pump.open("app", fifo, file, Programs.policy(0, NEVER, 1000, NEVER, 200_000), Programs.SOURCE);
    for (int i = 0; i < 5; i++) {
      programs.awaitExit(programs.sh(fifo, "head -c 300000 /dev/urandom | od -x -w8"));
      pump.rotate(directory.resolve("nothing"), Programs.logs(0, 0)).join();
      assertThat(total()).isLessThan(200_000 + 70_000); // what is being packed takes space, too
    }
    pump.close("app").join();
    awaitCompressed();
    assertThat(total()).isBetween(70_000L, 200_000L);
  }

  private long total() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();
    }
  }

  @Test
  void what_a_killed_daemon_left_half_compressed_is_compressed_by_the_next() throws Exception {
    Path plain = Files.writeString(directory.resolve("app.log.20260101-000000.000"), "one\n");
    Path half = Files.writeString(directory.resolve(".app.log.20260101-000000.000.gz.tmp"), "xx");
    // killed after the packed file was complete, before the original was deleted
    Path both = Files.writeString(directory.resolve("app.log.20260102-000000.000"), "two\n");
    Files.copy(pack("two\n"), directory.resolve("app.log.20260102-000000.000.gz"));
    Files.writeString(file, "three\n");
    assertThat(LogTail.last(file, 9)).containsExactly("one", "two", "three");
    pump.open("app", fifo, file, Programs.policy(0, NEVER, 5, NEVER, 0), Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "echo four"));
    awaitCompressed();
    await().until(() -> !Files.exists(half) && !Files.exists(plain) && !Files.exists(both));
    await().until(() -> LogTail.last(file, 9).equals(List.of("one", "two", "three", "four")));
  }

  private Path pack(String text) throws IOException {
    Path packed = directory.resolve("packed");
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed;
  }

  @Test
  void compression_yields_to_everything_else_and_keeps_no_thread() throws Exception {
    pump.open("app", fifo, file, Programs.policy(10_000_000, NEVER, 2, NEVER, 0), Programs.SOURCE);
    programs.sh(fifo, "head -c 5000000 /dev/urandom | od -x -v; sleep 60");
    await().until(() -> niceness("log-gzip").filter(nice -> nice == 19).isPresent());
    awaitCompressed();
    await().until(() -> niceness("log-gzip").isEmpty());
    assertThat(niceness("log-pump")).contains(0);
  }

  /** Of a thread of this process; see proc_pid_stat(5). */
  private static Optional<Integer> niceness(String thread) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        try {
          String stat = Files.readString(task.resolve("stat"));
          if (stat.contains("(" + thread + ")")) {
            return Optional.of(
                Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]));
          }
        } catch (IOException e) {
          // the thread has ended
        }
      }
    }
    return Optional.empty();
  }

  @Test
  void rotating_now_takes_what_is_in_the_pipe_too_and_an_empty_file_is_left_alone() {
    Logs policy = Programs.logs(0, 5);
    programs.awaitExit(programs.sh(fifo, "true"));
    Keeper keeper = new Keeper(host, directory);
    keeper.hold(List.of(fifo));
    pump.open("app", fifo, file, policy, Programs.SOURCE);
    assertThat(pump.rotate(file, policy).join()).isFalse();
    programs.awaitExit(programs.sh(fifo, "echo one"));
    assertThat(pump.rotate(file, policy).join()).isTrue();
    assertThat(LogTail.last(file, 5)).containsExactly("one");
    assertThat(file).isEmptyFile();
    assertThat(pump.rotate(file, policy).join()).isFalse();
    keeper.hold(List.of());
  }

  @Test
  void flushing_empties_the_file_and_writing_goes_on_at_its_beginning() {
    Logs policy = Programs.logs(0, 5);
    pump.open("app", fifo, file, policy, Programs.SOURCE);
    programs.awaitExit(programs.sh(fifo, "seq 1 10000"));
    assertThat(pump.flush(file, policy).join()).isTrue();
    assertThat(file).isEmptyFile();
    programs.awaitExit(programs.sh(fifo, "echo after"));
    pump.close("app").join();
    assertThat(file).hasContent("after\n");
  }

  @Test
  void stamps_ascend_even_when_the_clock_is_set_back() {
    Instant noon = Instant.parse("2026-11-24T12:00:00.5Z");
    RotatedFile first = RotatedFile.next(file, List.of(), noon);
    RotatedFile second = RotatedFile.next(file, List.of(first), noon.minusSeconds(3600));
    assertThat(first.plain()).hasFileName("app.log.20261124-120000.500");
    assertThat(second.plain()).hasFileName("app.log.20261124-120000.501");
    assertThat(second.time()).isEqualTo(noon.plusMillis(1));
  }

  private void awaitCompressed() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            RotatedFile.of(file).stream().allMatch(RotatedFile::compressed)
                && RotatedFile.of(file).stream().noneMatch(old -> Files.exists(old.plain())));
  }

  private static String unpack(Path path) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
  }
}
