package org.jdeploy.deployer.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs are read by the real git. */
class TreePackTest {
  @TempDir Path temporary;
  private GitRepository git;
  private GitRepository server;

  @BeforeEach
  void repositories() {
    git = GitRepository.in(temporary.resolve("app"));
    server = GitRepository.bare(temporary.resolve("server"));
  }

  private String tree(String revision) {
    return git.run("rev-parse", revision + "^{tree}");
  }

  /** Sends what completes a tree; gives the number of objects that were sent. */
  private long send(String tree, String... have) throws IOException {
    try (TreePack pack = TreePack.of(git.directory.resolve(".git"), tree, Arrays.asList(have))) {
      try (InputStream bytes = pack.open()) {
        assertThat(bytes.readAllBytes()).hasSize(Math.toIntExact(pack.length()));
      }
      try (InputStream bytes = pack.open()) {
        server.run(bytes, "index-pack", "--stdin", "--strict");
      }
      server.run("rev-list", "--objects", "--quiet", tree);
      return pack.objects();
    }
  }

  @Test
  void completes_an_empty_repository_with_one_tree_and_nothing_else() throws IOException {
    git.write("a.js", "a").write("lib/b.js", "b").commit("First");
    assertThat(send(tree("HEAD"))).isEqualTo(4);
    assertThat(server.run("ls-tree", "-r", "--name-only", tree("HEAD")))
        .isEqualTo("a.js\nlib/b.js");
    assertThat(server.run("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"))
        .doesNotContain("commit");
  }

  @Test
  void sends_only_what_the_server_lacks() throws IOException {
    git.write("a.js", "a").write("lib/b.js", "b").write("deep/er/c.js", "c").commit("First");
    send(tree("HEAD"));
    git.write("a.js", "changed").commit("Second");
    assertThat(send(tree("HEAD"), tree("HEAD~1"))).isEqualTo(2);
    assertThat(send(tree("HEAD"), tree("HEAD"), "0123456789012345678901234567890123456789"))
        .isZero();
  }

  @Test
  void needs_no_object_from_outside_even_when_the_source_holds_deltas() throws IOException {
    String big =
        new Random(1)
            .ints(20_000, 32, 127)
            .collect(
                StringBuilder::new,
                (text, letter) -> text.append((char) letter),
                StringBuilder::append)
            .toString();
    for (int i = 0; i < 5; i++) {
      git.write("big.txt", big + i).commit("Version " + i);
    }
    git.run("gc", "-q", "--aggressive");
    send(tree("HEAD~4"));
    send(tree("HEAD~2"), tree("HEAD~4"));
    assertThat(server.run("cat-file", "-p", tree("HEAD~2") + ":big.txt")).endsWith("2");
  }

  @Test
  void keeps_links_modes_empty_files_and_odd_names_and_leaves_submodules_out() throws IOException {
    git.write("run.sh", "#!/bin/sh").write("empty", "").write("ü n\"$(x)", "odd");
    assertThat(git.directory.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(git.directory.resolve("link"), Path.of("run.sh"));
    git.run("add", "-A");
    git.run(
        "update-index",
        "--add",
        "--cacheinfo",
        "160000,0123456789012345678901234567890123456789,module");
    git.run("commit", "-q", "-m", "All kinds");
    send(tree("HEAD"));
    assertThat(server.run("ls-tree", tree("HEAD")))
        .contains("100755 blob", "120000 blob", "160000 commit");
  }

  @Test
  void takes_the_same_file_at_two_places_once() throws IOException {
    git.write("a/x", "same").write("b/x", "same").commit("Twice");
    assertThat(send(tree("HEAD"))).isEqualTo(3);
  }

  @Test
  void five_thousand_files_take_no_time_to_speak_of() throws IOException {
    for (int i = 0; i < 5_000; i++) {
      git.write("src/" + i % 50 + "/" + i + ".js", "module.exports = " + i + ";\n");
    }
    git.commit("Many");
    long start = System.nanoTime();
    try (TreePack pack = TreePack.of(git.directory.resolve(".git"), tree("HEAD"), List.of())) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(pack.objects()).isEqualTo(5_052);
    }
    assertThat(send(tree("HEAD"))).isEqualTo(5_052);
  }

  @Test
  void says_what_is_missing_and_leaves_no_file_behind() throws IOException {
    git.write("a.js", "a").commit("First");
    Path spool = Files.createDirectories(temporary.resolve("spool"));
    Path repository = git.directory.resolve(".git");
    String unknown = "0123456789012345678901234567890123456789";
    assertThatThrownBy(() -> TreePack.of(repository, unknown, List.of(), spool))
        .isInstanceOf(GitException.class)
        .hasMessageStartingWith("cannot pack the tree 0123456");
    assertThat(spool).isEmptyDirectory();
    TreePack pack = TreePack.of(repository, tree("HEAD"), List.of(), spool);
    assertThat(spool).isNotEmptyDirectory();
    pack.close();
    assertThat(spool).isEmptyDirectory();
  }
}
