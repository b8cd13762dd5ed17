package org.jdeploy.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogFilesTest {
  private static final Path HOME = Path.of("/home");

  @Test
  void instances_of_a_program_have_their_slot_in_the_name() {
    assertThat(LogFiles.out(HOME, "blogd", 0, false)).hasToString("/home/logs/blogd.out.log");
    assertThat(LogFiles.err(HOME, "blogd", 2, true)).hasToString("/home/logs/blogd-2.err.log");
  }

  @Test
  void a_program_whose_name_ends_like_a_slot_shares_no_file_with_another() {
    Set<Path> files = new HashSet<>();
    List<String> names = List.of("a", "a-0", "a-1", "a-1-0", "a-0-0", "a-1-1", "a-b", "1", "-1");
    for (String name : names) {
      assertThat(files.add(LogFiles.out(HOME, name, 0, false))).as(name).isTrue();
    }
    for (String name : names) {
      assertThat(files.add(LogFiles.out(HOME, name, 1, true))).as(name).isTrue();
    }
  }

  @Test
  void a_custom_file_gets_the_slot_before_its_last_dot() {
    assertThat(LogFiles.custom(Path.of("/var/log/a.b.log"), 1, true))
        .hasToString("/var/log/a.b-1.log");
    assertThat(LogFiles.custom(Path.of("/var/log/app"), 1, true)).hasToString("/var/log/app-1");
    assertThat(LogFiles.custom(Path.of("/var/log/.app"), 1, true)).hasToString("/var/log/.app-1");
    assertThat(LogFiles.custom(Path.of("/var/log/a.log"), 0, false)).hasToString("/var/log/a.log");
  }
}
