package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jdeploy.runtime.program.ProgramSpec;
import org.junit.jupiter.api.Test;

class WatchedFilesTest {
  private static WatchedFiles files(List<String> paths, String... ignore) {
    return new WatchedFiles(new ProgramSpec.Watch(paths, List.of(ignore), Duration.ofMillis(500)));
  }

  @Test
  void a_directory_means_everything_below_it_and_a_glob_what_it_matches() {
    WatchedFiles files = files(List.of("./lib/", "*.json", "views/**/*.html"));
    assertThat(List.of("lib", "lib/a.js", "lib/x/y.js", "package.json", "views/a/b.html"))
        .allMatch(file -> files.concerns(Path.of(file)));
    assertThat(List.of("library/a.js", "app.js", "conf/x.json", "views/a/b.txt"))
        .noneMatch(file -> files.concerns(Path.of(file)));
  }

  @Test
  void a_point_means_the_whole_directory() {
    WatchedFiles files = files(List.of("."), "**/node_modules", "**/*.log");
    assertThat(files.concerns(Path.of("a/b/c"))).isTrue();
    assertThat(files.leadsTo(Path.of("a/b"))).isTrue();
    assertThat(files.concerns(Path.of("x.log"))).isFalse();
    assertThat(files.concerns(Path.of("a/x.log"))).isFalse();
  }

  @Test
  void what_is_ignored_is_not_even_entered() {
    WatchedFiles files = files(List.of("**/*.js"), "**/node_modules", "**/.git");
    assertThat(files.leadsTo(Path.of("src/deep"))).isTrue();
    assertThat(files.leadsTo(Path.of("node_modules"))).isFalse();
    assertThat(files.leadsTo(Path.of("src/node_modules/x"))).isFalse();
    assertThat(files.concerns(Path.of("src/node_modules/x/a.js"))).isFalse();
  }

  @Test
  void only_directories_that_lead_to_watched_files_are_entered() {
    WatchedFiles files = files(List.of("config/live/app.json", "*.js"));
    assertThat(files.leadsTo(Path.of(""))).isTrue();
    assertThat(files.leadsTo(Path.of("config/live"))).isTrue();
    assertThat(files.leadsTo(Path.of("config/old"))).isFalse();
    assertThat(files.leadsTo(Path.of("src"))).isFalse();
  }
}
