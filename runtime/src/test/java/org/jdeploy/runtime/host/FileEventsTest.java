package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEventsTest {
  @TempDir private Path directory = Path.of("");
  private final LinuxHost host = new LinuxHost();

  @Test
  void tells_what_happens_in_a_directory() throws IOException {
    try (FileEvents events = new FileEvents()) {
      int number = events.watch(directory);
      assertThat(events.read()).isEmpty();
      Files.writeString(directory.resolve("a"), "1");
      Files.createDirectory(directory.resolve("sub"));
      Files.delete(directory.resolve("a"));
      assertThat(host.await(events.descriptor(), Interest.READ, Duration.ofSeconds(5))).isTrue();
      List<FileEvents.Event> all = new ArrayList<>(events.read());
      assertThat(all)
          .allMatch(event -> event.directory() == number)
          .extracting(FileEvents.Event::name)
          .containsExactly("a", "a", "sub", "a");
      assertThat(all.get(2).newDirectory()).isTrue();
      Files.delete(directory.resolve("sub"));
      events.unwatch(number);
      assertThat(events.read().getLast().gone()).isTrue();
    }
  }

  @Test
  void a_timer_by_the_wall_clock_goes_off_once_and_can_be_set_back() {
    try (WallTimer timer = new WallTimer()) {
      timer.set(Instant.now().plusMillis(50));
      assertThat(host.await(timer.descriptor(), Interest.READ, Duration.ofSeconds(10))).isTrue();
      timer.set(Instant.now().plusSeconds(3600));
      assertThat(host.await(timer.descriptor(), Interest.READ, Duration.ofMillis(50))).isFalse();
      timer.set(Instant.now().minusSeconds(5));
      assertThat(host.await(timer.descriptor(), Interest.READ, Duration.ofSeconds(10))).isTrue();
      timer.clear();
      assertThat(host.await(timer.descriptor(), Interest.READ, Duration.ofMillis(50))).isFalse();
    }
  }
}
