package org.jdeploy.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Spawned;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("app.log");
  }

  @Test
  void the_last_lines_of_one_file() throws IOException {
    write("a\nb\nc\n");
    assertThat(LogTail.last(file, 2)).containsExactly("b", "c");
    assertThat(LogTail.last(file, 3)).containsExactly("a", "b", "c");
    assertThat(LogTail.last(file, 9)).containsExactly("a", "b", "c");
    assertThat(LogTail.last(file, 0)).isEmpty();
  }

  @Test
  void an_unfinished_line_and_empty_lines_count() throws IOException {
    write("a\n\n\nb");
    assertThat(LogTail.last(file, 1)).containsExactly("b");
    assertThat(LogTail.last(file, 3)).containsExactly("", "", "b");
  }

  @Test
  void the_last_lines_reach_back_into_rotated_files() throws IOException {
    Files.writeString(rotated(2), "1\n2\n3\n");
    Files.writeString(rotated(1), "4\n5\n");
    write("6\n");
    for (int n = 1; n <= 6; n++) {
      assertThat(LogTail.last(file, n)).as("%d", n).isEqualTo(numbers(7 - n, 6));
    }
    assertThat(LogTail.last(file, 10)).isEqualTo(numbers(1, 6));
  }

  @Test
  void an_empty_file_after_a_rotation_does_not_hide_the_lines_before() throws IOException {
    Files.writeString(rotated(1), "1\n2\n");
    write("");
    assertThat(LogTail.last(file, 1)).containsExactly("2");
  }

  @Test
  void lines_are_found_across_blocks() throws IOException {
    write(String.join("\n", numbers(1, 100_000)) + "\n");
    assertThat(LogTail.last(file, 50_000)).isEqualTo(numbers(50_001, 100_000));
  }

  @Test
  void a_missing_file_has_no_lines() {
    assertThat(LogTail.last(file, 5)).isEmpty();
  }

  @Test
  void an_endless_line_comes_in_pieces() throws IOException {
    write("x".repeat(200_000) + "\nlast\n");
    try (LogTail tail = new LogTail(file, 2)) {
      List<String> lines = poll(tail);
      assertThat(lines).hasSize(5).endsWith("last");
      assertThat(lines.get(0)).hasSize(65_536);
      assertThat(lines.stream().mapToInt(String::length).sum()).isEqualTo(200_004);
    }
  }

  @Test
  void following_waits_for_the_end_of_a_line() throws IOException {
    write("a\n");
    try (LogTail tail = new LogTail(file, 1)) {
      assertThat(poll(tail)).containsExactly("a");
      append("b");
      assertThat(poll(tail)).isEmpty();
      append("c\nd\n");
      assertThat(poll(tail)).containsExactly("bc", "d");
    }
  }

  @Test
  void following_begins_when_the_file_appears() throws IOException {
    try (LogTail tail = new LogTail(file, 10)) {
      assertThat(poll(tail)).isEmpty();
      write("a\n");
      assertThat(poll(tail)).containsExactly("a");
    }
  }

  @Test
  void following_goes_through_several_rotations_between_two_looks() throws IOException {
    write("1\n");
    try (LogTail tail = new LogTail(file, 1)) {
      assertThat(poll(tail)).containsExactly("1");
      append("2\n");
      rotate();
      write("3\n");
      rotate();
      write("4\n");
      rotate();
      write("5\n");
      assertThat(poll(tail)).isEqualTo(numbers(2, 5));
      append("6\n");
      assertThat(poll(tail)).containsExactly("6");
    }
  }

  @Test
  void following_goes_on_with_the_oldest_newer_file_when_its_own_is_gone() throws IOException {
    Files.writeString(rotated(1), "of long ago\n");
    write("1\n");
    try (LogTail tail = new LogTail(file, 1)) {
      assertThat(poll(tail)).containsExactly("1");
      rotate();
      write("2\n");
      rotate();
      write("3\n");
      Files.delete(RotatedFile.of(file).get(1).path());
      assertThat(poll(tail)).isEqualTo(numbers(2, 3));
    }
  }

  @Test
  void a_rotation_that_is_half_done_loses_nothing() throws IOException {
    write("1\n");
    try (LogTail tail = new LogTail(file, 1)) {
      poll(tail);
      append("2\n");
      rotate();
      assertThat(poll(tail)).containsExactly("2");
      write("3\n");
      assertThat(poll(tail)).containsExactly("3");
    }
  }

  @Test
  void a_truncated_file_is_read_from_its_beginning() throws IOException {
    write("1\n2\nunfinished");
    try (LogTail tail = new LogTail(file, 5)) {
      assertThat(poll(tail)).containsExactly("1", "2");
      Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
      append("3\n");
      assertThat(poll(tail)).containsExactly("unfinished", "3");
    }
  }

  @Test
  void a_removed_file_is_followed_when_it_is_made_again_and_old_ones_are_not_repeated()
      throws IOException {
    Files.writeString(rotated(1), "old\n");
    write("1\n");
    try (LogTail tail = new LogTail(file, 1)) {
      assertThat(poll(tail)).containsExactly("1");
      Files.delete(file);
      assertThat(poll(tail)).isEmpty();
      write("2\n");
      assertThat(poll(tail)).containsExactly("2");
    }
  }

  @Test
  void nothing_is_missed_or_repeated_while_a_pump_rotates_under_a_flood() throws IOException {
    LinuxHost host = new LinuxHost();
    List<String> seen = new ArrayList<>();
    try (Programs programs = new Programs(host);
        LogPump pump = new LogPump(host, LogReceivers.USUAL, Throwable::printStackTrace, _ -> {});
        LogTail tail = new LogTail(file, 0)) {
      Path fifo = programs.fifo(directory, "fifo");
      pump.open("app", fifo, file, Programs.logs(20_000, 5000), Programs.SOURCE);
      Spawned program = programs.sh(fifo, "seq 1 400000");
      while (host.exitOf(program.pidfd()).isEmpty()) {
        tail.poll(seen::add);
      }
      pump.close("app").join();
      tail.poll(seen::add);
    }
    assertThat(seen).isEqualTo(numbers(1, 400_000));
  }

  @Test
  void reading_the_end_of_a_huge_file_needs_little_memory_and_time() throws IOException {
    try (var channel =
        Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.position(20L << 30); // sparse: reading it all would take minutes
      channel.write(ByteBuffer.wrap("\nlast\n".getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(LogTail.last(file, 1)).containsExactly("last");
  }

  private static List<String> poll(LogTail tail) {
    List<String> lines = new ArrayList<>();
    int count = tail.poll(lines::add);
    assertThat(count).isEqualTo(lines.size());
    return lines;
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private void rotate() throws IOException {
    new Rotation(file, Programs.logs(1, 100)).rotate(1, Instant.now());
  }

  /** 1 is the youngest. */
  private Path rotated(int number) {
    return directory.resolve("app.log.20200101-00000" + (9 - number) + ".000");
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
  }
}
