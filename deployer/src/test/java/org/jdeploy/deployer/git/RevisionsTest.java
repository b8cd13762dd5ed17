package org.jdeploy.deployer.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionsTest {
  @TempDir Path temporary;
  private GitRepository git;
  private String first;
  private String second;
  private Revisions revisions;

  @BeforeEach
  void a_repository_with_two_commits() {
    git = GitRepository.in(temporary.resolve("app"));
    first = git.write("app.js", "1").write("services/blog/server.js", "1").commit("First");
    second = git.write("app.js", "2").commit("Second, a subject\n\nand a body");
    revisions = new Revisions(temporary.resolve("cache"));
  }

  private ResolvedRevision resolve(String revision) {
    return revisions.resolve("app", revision, temporary);
  }

  @Test
  void resolves_a_branch_with_all_that_is_shown_of_it() {
    ResolvedRevision main = resolve("main");
    assertThat(main.sha()).isEqualTo(second);
    assertThat(main.tree()).isEqualTo(git.run("rev-parse", "HEAD^{tree}"));
    assertThat(main.author()).isEqualTo("Ada");
    assertThat(main.subject()).isEqualTo("Second, a subject");
    assertThat(main.when().getEpochSecond())
        .isEqualTo(Long.parseLong(git.run("log", "-1", "--format=%ct")));
    assertThat(main.ref()).isEqualTo("main");
    assertThat(main.shortSha()).isEqualTo(second.substring(0, 7));
    assertThat(main.gitDirectory()).isEqualTo(git.directory.resolve(".git"));
  }

  @Test
  void peels_annotated_tags_and_takes_light_ones() {
    git.run("tag", "-a", "-m", "one", "v1", first);
    git.run("tag", "light", first);
    git.run("tag", "-a", "-m", "a tag of a tag", "v1-again", "v1");
    assertThat(resolve("v1").sha()).isEqualTo(first);
    assertThat(resolve("light").sha()).isEqualTo(first);
    assertThat(resolve("v1-again").sha()).isEqualTo(first);
  }

  @Test
  void takes_whole_and_short_commit_ids_and_expressions() {
    assertThat(resolve(first).sha()).isEqualTo(first);
    assertThat(resolve(first.substring(0, 8)).sha()).isEqualTo(first);
    assertThat(resolve("main~1").sha()).isEqualTo(first);
    assertThat(resolve("HEAD").sha()).isEqualTo(second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "feature/$(touch${IFS}x)",
        "a'b\"c",
        "main;rm",
        "-x",
        "ünï/çødé",
        "deadbeef",
        "a@b",
        "--upload-pack=x"
      })
  void takes_branch_names_that_would_hurt_a_shell(String name) {
    git.run("update-ref", "refs/heads/" + name, first);
    assertThat(resolve(name).sha()).isEqualTo(first);
  }

  @Test
  void finds_a_branch_that_was_only_fetched() {
    git.run("update-ref", "refs/remotes/origin/release", first);
    assertThat(resolve("release").sha()).isEqualTo(first);
  }

  @Test
  void refuses_a_name_that_is_a_branch_and_another_tag() {
    git.run("branch", "stable", first);
    git.run("tag", "stable", second);
    assertThatThrownBy(() -> resolve("stable"))
        .isInstanceOf(GitException.class)
        .hasMessage(
            "\"stable\" is a branch and a tag, of different commits: say refs/heads/stable or"
                + " refs/tags/stable");
    assertThat(resolve("refs/tags/stable").sha()).isEqualTo(second);
  }

  @Test
  void names_the_nearest_names_for_one_that_is_not_there() {
    git.run("branch", "release-2");
    assertThatThrownBy(() -> resolve("maim"))
        .hasMessage("no revision \"maim\" in app: did you mean \"main\"?");
    assertThatThrownBy(() -> resolve("relaese-2"))
        .hasMessage("no revision \"relaese-2\" in app: did you mean \"release-2\"?");
    assertThatThrownBy(() -> resolve("something else"))
        .hasMessage("no revision \"something else\" in app");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a..b", "~", "^^^", "@{", "main^{blob}", "0123456789"})
  void answers_nonsense_with_a_sentence(String revision) {
    assertThatThrownBy(() -> resolve(revision)).isInstanceOf(GitException.class);
  }

  @Test
  void refuses_what_is_no_commit() {
    git.run("tag", "blob", "HEAD:app.js");
    assertThatThrownBy(() -> resolve("blob")).hasMessageContaining("is a blob, expected a commit");
  }

  @Test
  void deploys_a_directory_of_the_repository() {
    String tree = git.run("rev-parse", "HEAD:services/blog");
    for (String path : List.of("services/blog", "/services/blog/", "./services/blog")) {
      assertThat(revisions.resolve("app", "main", temporary, path).tree()).isEqualTo(tree);
    }
    assertThatThrownBy(() -> revisions.resolve("app", "main", temporary, "services/blgo"))
        .hasMessage("the commit " + second.substring(0, 7) + " has no directory \"services/blgo\"");
    assertThatThrownBy(() -> revisions.resolve("app", "main", temporary, "app.js"))
        .hasMessageContaining("is a file in the commit");
  }

  @Test
  void says_what_is_no_repository() throws IOException {
    Files.createDirectories(temporary.resolve("empty"));
    assertThatThrownBy(() -> revisions.resolve("nowhere", "main", temporary))
        .hasMessage(
            "no such repository: \"nowhere\" ("
                + temporary.resolve("nowhere")
                + " does not exist)");
    assertThatThrownBy(() -> revisions.resolve("empty", "main", temporary))
        .hasMessageContaining("\"empty\" is not a git repository");
    GitRepository.in(temporary.resolve("new"));
    assertThatThrownBy(() -> revisions.resolve("new", "main", temporary))
        .hasMessageContaining("no branch and no tag");
  }

  @Test
  void opens_bare_repositories_linked_work_trees_and_directories_inside() {
    git.run("clone", "-q", "--bare", ".", temporary.resolve("bare.git").toString());
    git.run("worktree", "add", "-q", "-b", "side", temporary.resolve("side").toString(), first);
    assertThat(revisions.resolve("bare.git", "main", temporary).sha()).isEqualTo(second);
    assertThat(revisions.resolve("side", "side", temporary).sha()).isEqualTo(first);
    assertThat(revisions.resolve("side", "main", temporary).sha()).isEqualTo(second);
    assertThat(revisions.resolve("app/services", "main", temporary).sha()).isEqualTo(second);
    assertThat(revisions.resolve("file://" + git.directory, "main", temporary).sha())
        .isEqualTo(second);
  }

  @Test
  void leaves_the_repository_and_the_cache_as_they_are() throws IOException {
    List<String> before = files(git.directory);
    resolve("main");
    assertThat(files(git.directory)).isEqualTo(before);
    assertThat(temporary.resolve("cache")).doesNotExist();
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
