package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.supervise.Announcement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path directory = Path.of("");
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final DaemonLog log = new DaemonLog(new PrintStream(said, true, StandardCharsets.UTF_8));

  private static Announcement event(String text) {
    return new Announcement("scale", "web", Optional.empty(), Optional.empty(), text);
  }

  @Test
  void goes_on_counting_where_the_former_daemon_was_killed_in_the_middle_of_a_line()
      throws IOException {
    Path file = directory.resolve("events.jsonl");
    new Journal(file, log).append(event("first"));
    Files.writeString(file, Files.readString(file) + "{\"sequence\":2,\"ti");
    Journal journal = new Journal(file, log);
    journal.append(event("second"));
    journal.append(event("third"));
    Journal next = new Journal(file, log);
    assertThat(next.last(10))
        .extracting(json -> new Fields(json).text("text"))
        .containsExactly("first", "second", "third");
    assertThat(next.last(1))
        .extracting(json -> new Fields(json).number("sequence"))
        .containsExactly(3L);
  }

  @Test
  void stays_small() throws IOException {
    Path file = directory.resolve("events.jsonl");
    Journal journal = new Journal(file, log);
    for (int i = 0; i < 1500; i++) {
      journal.append(event("x".repeat(2000)));
    }
    assertThat(Files.size(file)).isLessThan(1100 * 1024);
    assertThat(Files.size(file.resolveSibling("events.jsonl.1"))).isLessThan(1100 * 1024);
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void followers_get_what_happens_from_now_on() {
    Journal journal = new Journal(directory.resolve("events.jsonl"), log);
    journal.append(event("before"));
    try (Journal.Follower follower = journal.follow()) {
      journal.append(event("after"));
      assertThat(follower.queue())
          .extracting(json -> new Fields(json).text("text"))
          .containsExactly("after");
    }
  }
}
