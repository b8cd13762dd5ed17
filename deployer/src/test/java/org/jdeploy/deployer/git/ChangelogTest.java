package org.jdeploy.deployer.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangelogTest {
  @TempDir Path temporary;

  @Test
  void lists_what_was_added_and_what_was_lost() {
    GitRepository git = GitRepository.in(temporary);
    String base = git.commit("Base");
    String gone = git.commit("Gone");
    git.run("reset", "-q", "--hard", base);
    git.commit("One");
    String two = git.commit("Two");
    Changelog changes = Changelog.between(temporary.resolve(".git"), gone, two);
    assertThat(changes.complete()).isTrue();
    assertThat(changes.added()).extracting(Changelog.Commit::subject).containsExactly("Two", "One");
    assertThat(changes.added().getFirst().author()).isEqualTo("Ada");
    assertThat(changes.removed()).extracting(Changelog.Commit::sha).containsExactly(gone);
    assertThat(Changelog.between(temporary.resolve(".git"), two, two).added()).isEmpty();
  }

  @Test
  void admits_that_it_does_not_know_a_commit() {
    GitRepository git = GitRepository.in(temporary);
    String base = git.commit("Base");
    Changelog changes =
        Changelog.between(
            temporary.resolve(".git"), "0123456789012345678901234567890123456789", base);
    assertThat(changes.complete()).isFalse();
    assertThat(changes.added()).isEmpty();
  }
}
