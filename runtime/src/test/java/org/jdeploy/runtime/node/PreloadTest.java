package org.jdeploy.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreloadTest {
  @TempDir Path home;

  @Test
  void all_files_of_the_preload_are_extracted_and_nothing_else_is_left() throws IOException {
    Path entry = Preload.extract(home);
    assertThat(home.relativize(entry).toString()).matches("node/[0-9a-f]{12}/preload\\.cjs");
    assertThat(names(entry.resolveSibling(".")))
        .containsExactlyInAnyOrderElementsOf(
            names(Path.of("src/main/resources/org/jdeploy/runtime/node")));
    assertThat(names(home.resolve("node"))).hasSize(1);
  }

  @Test
  void other_users_can_read_it() throws IOException {
    Path entry = Preload.extract(home);
    assertThat(Files.getPosixFilePermissions(entry.resolveSibling(".")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void what_is_there_already_stays_untouched() throws IOException {
    Path entry = Preload.extract(home);
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(entry, old);
    assertThat(Preload.extract(home)).isEqualTo(entry);
    assertThat(Files.getLastModifiedTime(entry)).isEqualTo(old);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
