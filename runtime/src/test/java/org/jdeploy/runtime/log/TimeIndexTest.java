package org.jdeploy.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeIndexTest {
  @TempDir Path directory;

  /** Moves all times of an index. */
  static void shift(Path index, long millis) throws IOException {
    ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(index));
    for (int at = 0; at < records.limit(); at += TimeIndex.RECORD) {
      records.putLong(at, records.getLong(at) + millis);
    }
    Files.write(index, records.array());
  }

  private Path log() {
    return directory.resolve("app.log");
  }

  @Test
  void tells_when_a_byte_came() throws IOException {
    TimeIndex index = new TimeIndex(log());
    assertThat(index.open(0, Instant.EPOCH)).isEmpty();
    for (int i = 1; i <= 1000; i++) {
      index.wrote(i * 100L, i * 1000L);
    }
    index.close();
    try (Times times = Times.open(LogFiles.times(log()))) {
      assertThat(times.at(0, -1)).isEqualTo(1000);
      assertThat(times.at(99, -1)).isEqualTo(1000);
      assertThat(times.at(100, -1)).isEqualTo(2000);
      assertThat(times.at(99_999, -1)).isEqualTo(1_000_000);
      assertThat(times.at(100_000, -1)).as("of that nothing is known").isEqualTo(-1);
      assertThat(times.offset(500_000)).isEqualTo(49_900);
      assertThat(times.offset(0)).isZero();
      times.seek(49_950);
      assertThat(times.at(49_950, -1)).isEqualTo(500_000);
    }
  }

  @Test
  void a_reader_sees_records_that_come_while_it_reads() throws IOException {
    TimeIndex index = new TimeIndex(log());
    index.open(0, Instant.EPOCH);
    index.wrote(10, 1000);
    try (Times times = Times.open(LogFiles.times(log()))) {
      assertThat(times.at(5, -1)).isEqualTo(1000);
      assertThat(times.at(15, -1)).isEqualTo(-1);
      index.wrote(20, 2000);
      assertThat(times.at(15, -1)).isEqualTo(2000);
    }
    index.close();
  }

  @Test
  void what_comes_at_nearly_the_same_time_shares_a_record() throws IOException {
    TimeIndex index = new TimeIndex(log());
    index.open(0, Instant.EPOCH);
    for (int i = 0; i < 1000; i++) {
      index.wrote(10 + i, 1000 + i / 500);
    }
    index.wrote(2000, 5000);
    index.close();
    assertThat(Files.size(LogFiles.times(log()))).isEqualTo(3 * TimeIndex.RECORD);
  }

  @Test
  void bytes_of_a_daemon_that_was_killed_have_the_time_of_the_file() throws IOException {
    TimeIndex first = new TimeIndex(log());
    first.open(0, Instant.EPOCH);
    first.wrote(10, 1000);
    TimeIndex second = new TimeIndex(log());
    assertThat(second.open(50, Instant.ofEpochMilli(4000))).contains(Instant.ofEpochMilli(1000));
    second.wrote(60, 9000);
    try (Times times = Times.open(LogFiles.times(log()))) {
      assertThat(times.at(40, -1)).isEqualTo(4000);
      assertThat(times.at(55, -1)).isEqualTo(9000);
    }
    first.close();
    second.close();
  }

  @Test
  void an_index_of_a_file_that_was_truncated_begins_anew() throws IOException {
    TimeIndex index = new TimeIndex(log());
    index.open(0, Instant.EPOCH);
    index.wrote(100, 1000);
    index.wrote(20, 3000);
    index.close();
    assertThat(Files.size(LogFiles.times(log()))).isEqualTo(TimeIndex.RECORD);
    TimeIndex later = new TimeIndex(log());
    assertThat(later.open(5, Instant.ofEpochMilli(7000))).contains(Instant.ofEpochMilli(7000));
    later.close();
  }
}
