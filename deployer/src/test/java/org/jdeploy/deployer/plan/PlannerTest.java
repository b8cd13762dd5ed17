package org.jdeploy.deployer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.config.Amount;
import org.jdeploy.deployer.config.LinkedFile;
import org.jdeploy.deployer.config.Rollout;
import org.jdeploy.deployer.recipe.Job;
import org.junit.jupiter.api.Test;

/** Plans, without any server. */
class PlannerTest {
  private final Example example = new Example();

  private Planning deploy() {
    Attempt attempt = example.attempt();
    return Planner.deploy(
        attempt,
        Example.REVISION,
        Planner.releaseName(attempt, Example.REVISION.sha()),
        Example.files("s1", "s2", "s3"));
  }

  private Plan plan() {
    return ((Planning.Planned) deploy()).plan();
  }

  private List<String> problems(Planning planning) {
    return ((Planning.Refused) planning)
        .problems().stream().map(Planning.Problem::toString).toList();
  }

  /** Compares with a golden file; {@code -Dgolden=write} writes it anew. */
  private static void golden(String name, String text) throws IOException {
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(
          Path.of("src/test/resources/org/jdeploy/deployer/plan").resolve(name), text);
    }
    try (InputStream in = PlannerTest.class.getResourceAsStream(name)) {
      assertThat(in).as("golden file " + name).isNotNull();
      assertThat(text).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static String print(Plan plan) {
    StringBuilder text = new StringBuilder();
    for (Phase phase : plan.phases()) {
      for (Wave wave : phase.waves()) {
        text.append("==== ").append(phase.name()).append(' ').append(wave.title()).append('\n');
        wave.steps()
            .forEach((server, steps) -> {
              for (Step step : steps) {
                text.append("---- ")
                    .append(server)
                    .append(' ')
                    .append(step.place())
                    .append(' ')
                    .append(step.id())
                    .append(": ")
                    .append(step.title())
                    .append(" (")
                    .append(step.timeout())
                    .append(")\n");
                if (server.equals("s2") || step.place() == Step.Place.LOCAL) {
                  text.append(step.script());
                }
              }
            });
      }
    }
    return text.toString();
  }

  private static Plan.ServerPlan part(Plan plan, String server) {
    return java.util.Objects.requireNonNull(plan.servers().get(server));
  }

  @Test
  void a_first_deploy_reads_like_this() throws IOException {
    golden("first-deploy.txt", print(plan()));
  }

  @Test
  void a_rollback_reads_like_this() throws IOException {
    for (String server : example.names) {
      example.live(server, "r1", 1, "t1", "d1").live(server, "r2", 5, "t2", "d2");
    }
    Planning planning = Planner.rollback(example.attempt(), Optional.empty());
    golden("rollback.txt", print(((Planning.Planned) planning).plan()));
  }

  @Test
  void reverting_reads_like_this() throws IOException {
    example.live("s1", "r1", 1, "t1", "d1").live("s2", "r1", 1, "t1", "d1");
    Plan plan = plan();
    Step prepared =
        plan.phase(Phase.Name.PREPARE)
            .orElseThrow()
            .waves()
            .getLast()
            .steps()
            .getOrDefault("s2", List.of())
            .getLast();
    PayloadSource.Text revert = (PayloadSource.Text) prepared.payload();
    golden(
        "revert.txt",
        revert.text().replace(ServerLibrary.TEXT, "# … shared functions …\n")
            + "---- from here\n"
            + part(plan, "s2").revert().orElseThrow().script());
  }

  @Test
  void the_name_of_a_release_is_the_coordinators_clock_and_the_sha_and_never_taken() {
    assertThat(plan().release()).isEqualTo("20261124101500-3f2a91c");
    example.says("s2", "fact partial 20261124101500-3f2a91c");
    example.says("s1", Example.event(9, "begin", "20261124101500-3f2a91c-2", "", ""));
    assertThat(plan().release()).isEqualTo("20261124101500-3f2a91c-3");
  }

  @Test
  void the_same_tree_with_the_same_settings_is_already_live() {
    String digest = part(plan(), "s1").digest();
    example.live("s1", "r1", 1, Example.REVISION.tree(), digest);
    example.live("s2", "r1", 1, Example.REVISION.tree(), "another digest");
    assertThat(plan().nothingToDo()).isFalse();
    Example level = new Example();
    for (String server : level.names) {
      level.live(server, "r1", 1, Example.REVISION.tree(), digest);
    }
    Planning planning =
        Planner.deploy(level.attempt(), Example.REVISION, "new", Example.files("s1", "s2"));
    assertThat(((Planning.Planned) planning).plan().nothingToDo()).isTrue();
    level.says("s2", "fact unconfirmed beef");
    assertThat(
            ((Planning.Planned)
                    Planner.deploy(
                        level.attempt(), Example.REVISION, "new", Example.files("s1", "s2")))
                .plan()
                .nothingToDo())
        .isFalse();
  }

  @Test
  void a_server_that_has_the_tree_gets_no_source() {
    example.says("s2", "fact tree " + Example.REVISION.tree());
    Wave prepare = plan().phase(Phase.Name.PREPARE).orElseThrow().waves().getLast();
    assertThat(prepare.steps().get("s1")).extracting(Step::id).contains("source");
    assertThat(prepare.steps().get("s2")).extracting(Step::id).doesNotContain("source");
  }

  @Test
  void everything_that_is_wrong_with_servers_is_told_at_once() {
    example.linkedFiles = List.of(new LinkedFile("log/x", false), new LinkedFile("y", true));
    example.says(
        "s1",
        "fact missing 0",
        "fact missing 1",
        "fact current directory",
        "fact application shop production",
        "fact kilobytes 10",
        "fact inodes 10");
    example.lacks("s2", "flock", "renames", "jpm", "npm");
    assertThat(problems(deploy()))
        .anyMatch(it -> it.startsWith("s1: linked file log/x is missing"))
        .noneMatch(it -> it.contains("linked file y"))
        .anyMatch(it -> it.startsWith("s1: /srv/blogd/current is a directory"))
        .anyMatch(it -> it.startsWith("s1: /srv/blogd belongs to \"shop production\""))
        .anyMatch(it -> it.startsWith("s1: only 10 KB free"))
        .anyMatch(it -> it.startsWith("s1: only 10 inodes free"))
        .anyMatch(it -> it.startsWith("s1: linked log/x lies within the linked directory log"))
        .anyMatch(it -> it.startsWith("s2: there is no flock on its PATH"))
        .anyMatch(it -> it.startsWith("s2: there is no npm on its PATH"))
        .anyMatch(it -> it.startsWith("s2: its mv has no -T"))
        .anyMatch(it -> it.startsWith("s2: there is no jpm in ~/.jpm"));
  }

  @Test
  void a_template_cannot_write_through_a_linked_directory() {
    List<RenderedFile> files = List.of(new RenderedFile("log/x.conf", "", 0644, ""));
    Planning planning =
        Planner.deploy(
            example.attempt(),
            Example.REVISION,
            "r",
            java.util.Map.of("s1", new ServerFiles(files, files)));
    assertThat(problems(planning)).hasSize(1).first().asString().contains("linked directory log");
  }

  @Test
  void what_runs_on_a_primary_that_a_filter_leaves_out_refuses_the_deploy() {
    example.selected = List.of("s2");
    Planning planning = deploy();
    assertThat(((Planning.Refused) planning).exitCode()).isEqualTo(2);
    assertThat(problems(planning))
        .containsExactly(
            "migrate runs on the primary server s1 at before:publish, which the filter leaves out");
  }

  @Test
  void canary_and_batches_are_waves() {
    example.names = List.of("s1", "s2", "s3");
    example.selected = example.names;
    example.rollout =
        new Rollout(
            1,
            new Amount(1, false),
            Duration.ofSeconds(3),
            Rollout.OnFailure.REVERT,
            new Rollout.OnUnreachable.Abort());
    Plan plan = plan();
    assertThat(plan.pause()).isEqualTo(Duration.ofSeconds(3));
    assertThat(plan.phase(Phase.Name.PUBLISH).orElseThrow().waves())
        .extracting(Wave::title, wave -> List.copyOf(wave.steps().keySet()))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("canary", List.of("s1")),
            org.assertj.core.groups.Tuple.tuple("batch 2 of 3", List.of("s2")),
            org.assertj.core.groups.Tuple.tuple("batch 3 of 3", List.of("s3")));
  }

  @Test
  void secrets_are_variables_in_a_plan() {
    example.jobs.put(
        "after:build",
        List.of(
            Example.job("push", "curl -H \"token: ${secret.T}\" $HOST $${secret.T}", Job.On.ALL)));
    Step step =
        plan()
            .phase(Phase.Name.PREPARE)
            .orElseThrow()
            .waves()
            .getLast()
            .steps()
            .getOrDefault("s1", List.of())
            .stream()
            .filter(it -> it.id().equals("push"))
            .findFirst()
            .orElseThrow();
    assertThat(step.script())
        .contains("curl -H \"token: ${JDEPLOY_SECRET_T}\" $HOST ${secret.T}\n");
    assertThat(step.secrets()).containsExactly("T");
    assertThat(Words.value("a'b${secret.T}c")).isEqualTo("'a'\\''b'\"${JDEPLOY_SECRET_T}\"c");
    assertThat(Words.value("$${secret.T}")).isEqualTo("'${secret.T}'");
    assertThat(Words.path("~/a b")).isEqualTo("\"$HOME\"'/a b'");
  }

  @Test
  void a_rollback_is_refused_when_servers_would_go_to_different_releases() {
    example.live("s1", "r1", 1, "", "").live("s1", "r2", 5, "", "");
    example.live("s2", "r0", 1, "", "").live("s2", "r2", 5, "", "");
    Planning planning = Planner.rollback(example.attempt(), Optional.empty());
    assertThat(((Planning.Refused) planning).exitCode()).isEqualTo(2);
    assertThat(problems(planning))
        .containsExactly(
            "s1: it would go back to r1, others to another release: name one with --to",
            "s2: it would go back to r0, others to another release: name one with --to");
    assertThat(problems(Planner.rollback(example.attempt(), Optional.of("r1"))))
        .containsExactly("s2: it does not have release r1");
    example.says("s1", "fact release r9").says("s2", "fact release r9");
    assertThat(problems(Planner.rollback(example.attempt(), Optional.of("r9"))))
        .containsExactly(
            "s1: release r9 was never live there", "s2: release r9 was never live there");
  }

  @Test
  void cleaning_up_keeps_good_ones_the_target_the_last_failure_and_what_it_does_not_know() {
    for (int i = 1; i <= 6; i++) {
      example.live("s1", "r" + i, i * 4, "", "");
    }
    for (int i = 1; i <= 3; i++) {
      example.says(
          "s1", "fact partial bad" + i, Example.event(100 + i, "begin", "bad" + i, "", ""));
    }
    example.says("s1", "fact release foreign");
    HostFacts facts = example.attempt().factsOf(example.server("s1"));
    assertThat(FinishSteps.superfluous(facts, "r7", false, 3))
        .containsExactly("r1", "r2", "r3", "r4", "bad1", "bad2");
    assertThat(FinishSteps.superfluous(facts, "r7", false, 1))
        .as("r6 is where a rollback goes")
        .containsExactly("r1", "r2", "r3", "r4", "r5", "bad1", "bad2");
  }
}
