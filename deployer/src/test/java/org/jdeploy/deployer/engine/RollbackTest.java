package org.jdeploy.deployer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Going back, and what is kept to go back to. */
class RollbackTest {
  private final World world = new World("dash", "s1", "s2");

  @AfterEach
  void end() {
    world.close();
  }

  private String release(String says) {
    world.commit(says);
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isZero();
    return report.release();
  }

  @Test
  void goes_back_and_further_back_and_forward_again() {
    String one = release("1");
    String two = release("2");
    String three = release("3");
    DeployReport back = world.rollback();
    assertThat(back.exitCode()).as(back + world.said()).isZero();
    assertThat(back.release()).isEqualTo(two);
    assertThat(world.live("s1")).isEqualTo(two);
    assertThat(world.running("s2")).isEqualTo(two);
    assertThat(back.sha()).isEqualTo(world.read("s1", "current/REVISION").strip());
    assertThat(world.rollback().release()).isEqualTo(one);
    assertThat(world.live("s2")).isEqualTo(one);
    DeployReport none = world.rollback();
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.message()).contains("s1: ").contains("s2: ").contains("nothing to go back to");
    assertThat(world.rollback(three).exitCode()).isZero();
    assertThat(world.live("s1")).isEqualTo(three);
    assertThat(world.releases("s1")).containsExactlyInAnyOrder(one, two, three);
    String four = release("4");
    assertThat(world.rollback().release()).isEqualTo(three);
    assertThat(world.live("s1")).isNotEqualTo(four);
  }

  @Test
  void a_release_that_was_rolled_back_from_is_no_target_of_a_later_rollback() {
    String one = release("1");
    release("2");
    world.rollback();
    release("3");
    assertThat(world.rollback().release()).isEqualTo(one);
  }

  @Test
  void the_old_programs_come_with_their_own_settings() throws IOException {
    release("1");
    world.programs = Map.of("blogd", Map.of("command", "node other.js"));
    release("2");
    assertThat(Files.readString(world.jpmHome("s1").resolve("applied"))).contains("other.js");
    assertThat(world.rollback().exitCode()).isZero();
    assertThat(Files.readString(world.jpmHome("s1").resolve("applied"))).contains("app.js");
  }

  @Test
  void is_refused_before_any_server_is_touched_when_one_lacks_the_target() {
    String one = release("1");
    String two = release("2");
    World.run(world.deployTo("s2"), "rm", "-rf", "releases/" + one);
    String journal = world.read("s1", ".jdeploy/journal.jsonl");
    DeployReport report = world.rollback();
    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.message()).contains("s2: ").contains(one).doesNotContain("s1: ");
    assertThat(world.live("s1")).isEqualTo(two);
    assertThat(world.read("s1", ".jdeploy/journal.jsonl")).isEqualTo(journal);
  }

  @Test
  void an_unknown_release_is_refused() {
    release("1");
    DeployReport report = world.rollback("20200101000000-abcdef0");
    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.message()).contains("20200101000000-abcdef0");
  }

  @Test
  void nothing_to_go_back_to_on_empty_servers() {
    DeployReport report = world.rollback();
    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.message()).contains("nothing is live");
  }

  @Test
  void a_failed_release_is_never_a_target() {
    String one = release("1");
    world.write(world.repository.resolve("sick"), "x");
    world.commit("bad");
    assertThat(world.deploy().exitCode()).isEqualTo(3);
    world.git("rm", "-q", "sick");
    String three = release("3");
    assertThat(three).isNotEqualTo(one);
    assertThat(world.rollback().release()).isEqualTo(one);
  }

  @Test
  void a_rollback_whose_programs_fail_is_reverted() {
    String one = release("1");
    String two = release("2");
    world.write(world.deployTo("s2").resolve("releases/" + one + "/sick"), "bit rot");
    DeployReport report = world.rollback();
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(3);
    assertThat(world.live("s1")).isEqualTo(two);
    assertThat(world.live("s2")).isEqualTo(two);
    assertThat(world.running("s2")).isEqualTo(two);
    assertThat(world.rollback(two).exitCode()).isZero();
  }

  @Test
  void keeps_the_newest_good_releases_the_target_of_a_rollback_and_foreign_directories()
      throws IOException {
    world.keepReleases = 2;
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      made.add(release("good " + i));
    }
    Files.createDirectories(world.deployTo("s1").resolve("releases/foreign"));
    assertThat(world.releases("s1")).containsExactlyInAnyOrder(made.get(2), made.get(3), "foreign");
    world.task("fail", "false", "after:build");
    for (int i = 0; i < 4; i++) {
      world.commit("bad " + i);
      assertThat(world.deploy().exitCode()).isEqualTo(1);
    }
    assertThat(world.releases("s1")).contains(made.get(2), made.get(3), "foreign");
    world.tasks.clear();
    world.hooks.clear();
    String last = release("good again");
    assertThat(world.releases("s1"))
        .contains(made.get(3), last, "foreign")
        .doesNotContain(made.get(2))
        .as("two good, one failed for a look, one foreign")
        .hasSize(4);
    assertThat(world.rollback().release()).isEqualTo(made.get(3));
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(world.deployTo("s1").resolve(".jdeploy").toFile().list())
                .noneMatch(name -> name.startsWith("trash")));
    assertThat(world.read("s1", ".jdeploy/journal.jsonl")).contains("\"event\":\"removed\"");
  }

  @Test
  void a_release_that_a_process_still_runs_in_stays() throws IOException {
    world.keepReleases = 1;
    String one = release("1");
    Process busy =
        new ProcessBuilder("sleep", "100")
            .directory(world.deployTo("s1").resolve("releases/" + one).toFile())
            .start();
    try {
      release("2");
      release("3");
      assertThat(world.releases("s1")).contains(one);
      assertThat(world.releases("s2")).doesNotContain(one);
      assertThat(world.said()).contains("kept " + one);
    } finally {
      busy.destroyForcibly();
    }
    release("4");
    assertThat(world.releases("s1")).doesNotContain(one);
  }

  @Test
  void torn_and_foreign_lines_in_the_journal_are_skipped() throws IOException {
    String one = release("1");
    Path journal = world.deployTo("s1").resolve(".jdeploy/journal.jsonl");
    Files.writeString(
        journal, Files.readString(journal) + "garbage\n{\"sequence\":999,\"event\":\"confi");
    release("2");
    assertThat(Files.readString(journal)).contains("\"confi\n{");
    assertThat(world.rollback().release()).isEqualTo(one);
    release("3");
  }
}
