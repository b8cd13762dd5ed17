package org.jdeploy.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/faults.md} names tests that exist. */
class FaultsPageTest {
  private static final Pattern TEST = Pattern.compile("`([A-Za-z]+Test)\\.([a-z_0-9]+)`");

  @Test
  void every_test_that_the_page_names_is_there() throws IOException {
    String page = Files.readString(Project.TOP.resolve("docs/faults.md"));
    List<MatchResult> named = TEST.matcher(page).results().toList();
    assertThat(named).hasSizeGreaterThan(30);
    for (MatchResult test : named) {
      assertThat(sources(test.group(1)))
          .as(test.group())
          .anyMatch(source -> source.contains("void " + test.group(2) + "("));
    }
  }

  private static List<String> sources(String name) throws IOException {
    List<String> sources = new ArrayList<>();
    for (String tests : List.of("runtime/src/test", "acceptance/src/test")) {
      try (Stream<Path> files = Files.walk(Project.TOP.resolve(tests))) {
        files
            .filter(file -> file.endsWith(name + ".java"))
            .forEach(file -> sources.add(read(file)));
      }
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
