package org.jdeploy.deployer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jdeploy.deployer.config.Amount;
import org.jdeploy.deployer.config.LinkedFile;
import org.jdeploy.deployer.config.Rollout;
import org.jdeploy.deployer.config.SecretSource;
import org.jdeploy.deployer.config.SourceKind;
import org.jdeploy.deployer.config.Task;
import org.jdeploy.deployer.config.TemplateFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deploys over the real runtime on several "servers" of this machine. */
class DeployTest {
  private final World world = new World("dash", "s1", "s2", "s3");

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void the_first_deploy_makes_everything_and_goes_live() throws IOException {
    String sha = world.git("rev-parse", "HEAD");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isZero();
    for (String server : world.names) {
      assertThat(world.live(server)).isEqualTo(report.release());
      assertThat(Files.readSymbolicLink(world.current(server)))
          .isEqualTo(Path.of("releases", report.release()));
      assertThat(world.read(server, "current/REVISION")).isEqualTo(sha + "\n");
      assertThat(world.read(server, "current/says")).isEqualTo("one");
      assertThat(world.running(server)).isEqualTo(report.release());
      assertThat(world.deployTo(server).resolve("shared")).isDirectory();
      assertThat(world.read(server, ".jdeploy/app")).isEqualTo("blogd production\n");
    }
    assertThat(report.hosts())
        .allSatisfy(host -> {
          assertThat(host.state()).isEqualTo(HostState.LIVE);
          assertThat(host.release()).isEqualTo(report.release());
          assertThat(host.sha()).isEqualTo(sha);
        });
  }

  @Test
  void a_second_revision_leaves_the_first_release_as_it_was() {
    DeployReport first = world.deploy();
    world.commit("two");
    DeployReport second = world.deploy();
    assertThat(second.exitCode()).as(second + world.said()).isZero();
    assertThat(world.releases("s2")).containsExactlyInAnyOrder(first.release(), second.release());
    assertThat(world.read("s2", "current/says")).isEqualTo("two");
    assertThat(world.read("s2", "releases/" + first.release() + "/says")).isEqualTo("one");
    assertThat(world.running("s3")).isEqualTo(second.release());
  }

  @Test
  void the_same_again_is_already_live_and_runs_nothing() {
    DeployReport first = world.deploy();
    String asked = world.asked("s1");
    DeployReport again = world.deploy();
    assertThat(again.exitCode()).isZero();
    assertThat(again.alreadyLive()).isTrue();
    assertThat(again.message()).contains("already live");
    assertThat(world.releases("s1")).containsExactly(first.release());
    assertThat(world.asked("s1")).isEqualTo(asked);
    DeployReport forced = world.force();
    assertThat(forced.exitCode()).isZero();
    assertThat(forced.release()).isNotEqualTo(first.release());
    assertThat(world.live("s1")).isEqualTo(forced.release());
  }

  @Test
  void another_program_setting_is_another_release_of_the_same_code() {
    DeployReport first = world.deploy();
    world.programs =
        Map.of("blogd", Map.of("command", "node app.js", "environment", Map.of("PORT", "80")));
    DeployReport second = world.deploy();
    assertThat(second.alreadyLive()).isFalse();
    assertThat(second.release()).isNotEqualTo(first.release());
    assertThat(world.live("s1")).isEqualTo(second.release());
  }

  @Test
  void missing_linked_files_of_all_servers_are_told_at_once_and_nothing_is_changed() {
    world.deploy();
    String live = world.live("s1");
    world.linkedFiles =
        List.of(
            new LinkedFile(".env", false),
            new LinkedFile("config/a b.json", false),
            new LinkedFile("maybe", true));
    world.write(world.deployTo("s1").resolve("shared/.env"), "");
    world.write(world.deployTo("s1").resolve("shared/config/a b.json"), "{}");
    world.commit("two");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.message().lines())
        .anyMatch(line -> line.startsWith("s2: ") && line.contains(".env"))
        .anyMatch(line -> line.startsWith("s2: ") && line.contains("config/a b.json"))
        .anyMatch(line -> line.startsWith("s3: ") && line.contains(".env"))
        .noneMatch(line -> line.startsWith("s1: "))
        .noneMatch(line -> line.contains("maybe"));
    for (String server : world.names) {
      assertThat(world.releases(server)).containsExactly(live);
    }
  }

  @Test
  void shared_files_and_directories_are_linked_relatively() throws IOException {
    world.linkedFiles =
        List.of(
            new LinkedFile("config/a b.json", false),
            new LinkedFile("maybe", true),
            new LinkedFile("it's", true));
    world.linkedDirs = List.of("log", "public/up loads");
    world.write(world.repository.resolve("log/from-git"), "x");
    world.write(world.repository.resolve("config/a b.json"), "from git");
    world.commit("with log");
    for (String server : world.names) {
      world.write(world.deployTo(server).resolve("shared/config/a b.json"), "shared");
      world.write(world.deployTo(server).resolve("shared/it's"), "there");
      world.write(world.deployTo(server).resolve("shared/log/old"), "kept");
    }
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isZero();
    assertThat(world.read("s1", "current/config/a b.json")).isEqualTo("shared");
    assertThat(world.read("s1", "current/it's")).isEqualTo("there");
    assertThat(world.read("s1", "current/log/old")).isEqualTo("kept");
    assertThat(Files.readSymbolicLink(world.current("s1").resolve("public/up loads")))
        .isEqualTo(Path.of("../../../shared/public/up loads"));
    assertThat(world.current("s1").resolve("maybe")).doesNotExist();
    assertThat(world.deployTo("s1").resolve("shared/log/from-git")).doesNotExist();
    assertThat(world.said()).contains("log is in the repository, too");
  }

  @Test
  void a_build_that_fails_on_one_server_switches_none() {
    DeployReport first = world.deploy();
    world.commit("two");
    world.task("build", "echo building; test \"$JDEPLOY_HOST\" != s2", "after:build");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(1);
    assertThat(report.hosts().get(1).state()).isEqualTo(HostState.FAILED);
    assertThat(report.hosts().get(1).message()).contains("build").contains("exit code 1");
    assertThat(report.hosts().get(1).output()).contains("building");
    for (String server : world.names) {
      assertThat(world.live(server)).isEqualTo(first.release());
      assertThat(world.running(server)).isEqualTo(first.release());
      assertThat(world.read(server, ".jdeploy/journal.jsonl")).contains("\"event\":\"failed\"");
    }
    assertThat(report.hosts().get(0).release()).isEqualTo(first.release());
    world.tasks.clear();
    world.hooks.clear();
    assertThat(world.deploy().exitCode()).as("the lock is free").isZero();
  }

  @Test
  void failing_programs_revert_all_servers() {
    DeployReport first = world.deploy();
    world.write(world.repository.resolve("sick"), "no database");
    world.commit("two");
    world.task("mark", "[ $JDEPLOY_HOST = s3 ] || rm -f sick", "after:build");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(3);
    assertThat(report.hosts())
        .allSatisfy(host -> assertThat(host.state()).isEqualTo(HostState.REVERTED));
    assertThat(report.hosts().get(2).output())
        .anyMatch(line -> line.contains("blogd did not become ready: no database"));
    for (String server : world.names) {
      assertThat(world.live(server)).isEqualTo(first.release());
      assertThat(world.running(server)).isEqualTo(first.release());
      assertThat(world.read(server, ".jdeploy/journal.jsonl")).contains("\"event\":\"reverted\"");
      assertThat(world.deployTo(server).resolve(".jdeploy").toFile().list())
          .noneMatch(name -> name.startsWith("pending") || name.startsWith("reverting"));
    }
  }

  @Test
  void a_first_deploy_that_fails_is_taken_back_whole() {
    world.write(world.repository.resolve("sick"), "no database");
    world.commit();
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(3);
    for (String server : world.names) {
      assertThat(world.current(server)).doesNotExist();
      // a server that fails keeps those from publishing that have not begun to
      assertThat(world.asked(server))
          .matches(asked -> asked.isEmpty() || asked.contains("delete blogd"));
      assertThat(world.jpmHome(server).resolve("programs.d/blogd-production.json")).doesNotExist();
    }
    assertThat(world.names).anyMatch(server -> world.asked(server).contains("delete blogd"));
  }

  @Test
  void the_old_programs_come_back_with_their_own_settings() {
    world.deploy();
    world.write(world.repository.resolve("sick"), "no");
    world.commit();
    world.programs = Map.of("blogd", Map.of("command", "node other.js"));
    assertThat(world.deploy().exitCode()).isEqualTo(3);
    assertThat(read(world.jpmHome("s1").resolve("applied"))).contains("node app.js");
    assertThat(read(world.jpmHome("s1").resolve("programs.d/blogd-production.json")))
        .contains("node app.js");
  }

  @Test
  void programs_that_run_from_elsewhere_revert() {
    DeployReport first = world.deploy();
    world.commit("two");
    world.task(
        "lie",
        "printf '%s' /somewhere/else >\"$JPM_HOME/cwd\"",
        "after:reload",
        Task.On.ALL,
        Task.In.HOME);
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isNotZero();
    assertThat(world.live("s1")).isEqualTo(first.release());
    assertThat(world.said()).contains("runs from /somewhere/else");
  }

  @Test
  void a_link_that_a_dead_run_left_behind_does_no_harm() throws IOException {
    DeployReport first = world.deploy();
    Files.createSymbolicLink(
        world.deployTo("s1").resolve(".current.dead"), Path.of("releases", first.release()));
    world.commit("two");
    DeployReport second = world.deploy();
    assertThat(world.live("s1")).isEqualTo(second.release());
    assertThat(world.deployTo("s1").resolve(".current.dead")).doesNotExist();
    assertThat(world.deployTo("s1").resolve("releases/" + first.release()).toFile().list())
        .noneMatch(name -> name.contains("current"));
  }

  @Test
  void a_current_that_is_a_directory_is_refused_with_advice() throws IOException {
    Files.createDirectories(world.current("s2").resolve("precious"));
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.message()).contains("s2: ").contains("current is a directory").contains("mv");
    assertThat(world.current("s2").resolve("precious")).isDirectory();
    assertThat(world.current("s1")).doesNotExist();
  }

  @Test
  void the_directory_of_another_application_is_refused() {
    world.write(world.deployTo("s3").resolve(".jdeploy/app"), "shop staging\n");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.message()).contains("s3: ").contains("belongs to \"shop staging\"");
  }

  @Test
  void a_server_without_jpm_is_refused_with_the_command_that_installs_it() throws IOException {
    Files.delete(world.jpmHome("s2").resolve("bin"));
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.message()).contains("s2: there is no jpm").contains("production setup");
  }

  @Test
  void an_unreachable_server_ends_the_deploy_or_is_left_behind() {
    DeployReport first = world.deploy();
    world.transport.refuse("s3");
    world.commit("two");
    DeployReport aborted = world.deploy();
    assertThat(aborted.exitCode()).isEqualTo(5);
    assertThat(aborted.message()).contains("s3");
    assertThat(world.live("s1")).isEqualTo(first.release());
    world.onUnreachable(new Rollout.OnUnreachable.Skip());
    DeployReport skipped = world.deploy();
    assertThat(skipped.exitCode()).as(skipped + world.said()).isZero();
    assertThat(skipped.hosts().get(2).state()).isEqualTo(HostState.BEHIND);
    assertThat(world.live("s1")).isEqualTo(skipped.release());
    assertThat(world.live("s3")).isEqualTo(first.release());
  }

  @Test
  void tasks_run_where_they_should_and_once_when_they_should() throws IOException {
    Path here = world.top.resolve("local");
    world
        .task("everywhere", "echo \"$JDEPLOY_RELEASE\" >>../../shared/ran", "before:publish")
        .task(
            "once",
            "echo once >>../../shared/ran",
            "before:publish",
            Task.On.PRIMARY,
            Task.In.RELEASE)
        .task(
            "here",
            "echo $JDEPLOY_REVISION >>" + here,
            "after:publish",
            Task.On.LOCAL,
            Task.In.RELEASE)
        .task("late", "pwd >>../shared/late", "after:finish", Task.On.ALL, Task.In.CURRENT);
    world.tasks.put(
        "late",
        new Task(
            "late",
            "pwd -P >>\"$JDEPLOY_DEPLOY_TO/shared/late\"",
            Task.On.ALL,
            Set.of("web"),
            Task.In.CURRENT,
            Duration.ofMinutes(1)));
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isZero();
    assertThat(world.read("s1", "shared/ran")).isEqualTo(report.release() + "\nonce\n");
    assertThat(world.read("s2", "shared/ran")).isEqualTo(report.release() + "\n");
    assertThat(Files.readString(here)).isEqualTo(report.sha() + "\n");
    assertThat(world.read("s3", "shared/late")).endsWith(report.release() + "\n");
  }

  @Test
  void a_failing_task_between_prepare_and_publish_switches_nothing() {
    world.task("migrate", "exit 7", "before:publish", Task.On.PRIMARY, Task.In.RELEASE);
    world.task("tell", "echo sorry", "failed");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.hosts().getFirst().message()).contains("migrate").contains("exit code 7");
    assertThat(world.current("s1")).doesNotExist();
    assertThat(world.said()).contains("s2: sorry");
  }

  @Test
  void canary_and_batches_go_one_after_the_other_and_stop_where_one_fails() {
    DeployReport first = world.deploy();
    world.write(world.repository.resolve("sick"), "no");
    world.commit();
    world.rollout(1, new Amount(1, false), Rollout.OnFailure.STOP);
    world.task("mark", "[ $JDEPLOY_HOST = s2 ] || rm -f sick", "after:build");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(6);
    assertThat(report.hosts().stream().map(DeployReport.Host::state))
        .containsExactly(HostState.LIVE, HostState.REVERTED, HostState.UNTOUCHED);
    assertThat(world.live("s1")).isEqualTo(report.release());
    assertThat(world.live("s2")).isEqualTo(first.release());
    assertThat(world.live("s3")).isEqualTo(first.release());
    world.tasks.clear();
    world.hooks.clear();
    world.git("rm", "-q", "sick");
    world.commit("three");
    DeployReport level = world.deploy();
    assertThat(level.exitCode()).isZero();
    assertThat(world.live("s3")).isEqualTo(level.release());
  }

  @Test
  void policy_keep_goes_on_and_reports_a_mixed_fleet() {
    world.deploy();
    world.write(world.repository.resolve("sick"), "no");
    world.commit();
    world.rollout(0, new Amount(1, false), Rollout.OnFailure.KEEP);
    world.task("mark", "[ $JDEPLOY_HOST = s2 ] || rm -f sick", "after:build");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isEqualTo(6);
    assertThat(report.hosts().stream().map(DeployReport.Host::state))
        .containsExactly(HostState.LIVE, HostState.FAILED, HostState.LIVE);
    assertThat(world.live("s2")).isEqualTo(report.release());
    assertThat(world.live("s3")).isEqualTo(report.release());
  }

  @Test
  void a_fetching_server_gets_the_sha_that_was_resolved() {
    world.source = SourceKind.FETCH;
    DeployReport first = world.deploy();
    assertThat(first.exitCode()).as(first + world.said()).isZero();
    world.commit("two");
    DeployReport second = world.deploy();
    assertThat(second.exitCode()).as(second + world.said()).isZero();
    assertThat(world.read("s2", "current/says")).isEqualTo("two");
  }

  @Test
  void hostile_names_stay_names() {
    String branch = "feature/it's $(touch x) `id`;&".replace(" ", "_");
    world.git("checkout", "-q", "-b", branch);
    world.write(world.repository.resolve("a 'b' $(touch y)\n.txt"), "hostile");
    world.commit("hostile");
    world.revision = branch;
    world.env = Map.of("ODD", "a'b\"$(touch z)`id`\\");
    world.task("show", "printf '%s' \"$ODD\" >odd", "after:build");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isZero();
    assertThat(world.read("s1", "current/odd")).isEqualTo("a'b\"$(touch z)`id`\\");
    assertThat(world.read("s1", "current/a 'b' $(touch y)\n.txt")).isEqualTo("hostile");
    for (String name : List.of("x", "y", "z")) {
      assertThat(world.deployTo("s1").resolve(name)).doesNotExist();
      assertThat(world.current("s1").resolve(name)).doesNotExist();
    }
  }

  @Test
  void secrets_reach_tasks_and_files_and_nothing_else() throws IOException {
    Files.writeString(world.top.resolve("password"), "s3kr1t'\"$x\n");
    world.secrets = Map.of("DB", new SecretSource.File(world.top.resolve("password")));
    world.env = Map.of("DATABASE", "db:${secret.DB}@host");
    world.write(world.repository.resolve("deploy/templates/env.ftl"), "PASSWORD=${secret.DB}\n");
    world.templates =
        List.of(
            new TemplateFile("env.ftl", ".env", OptionalInt.empty(), Set.of(), Optional.empty()));
    world.task(
        "show",
        "printf '%s' \"$DATABASE\" >seen; printf '%s' \"${secret.DB}\" >too; cat too; tr '\\0' ' '"
            + " </proc/$$/cmdline >argv",
        "after:build");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isZero();
    assertThat(world.read("s1", "current/seen")).isEqualTo("db:s3kr1t'\"$x@host");
    assertThat(world.read("s1", "current/too")).isEqualTo("s3kr1t'\"$x");
    assertThat(world.read("s1", "current/.env")).isEqualTo("PASSWORD=s3kr1t'\"$x\n");
    assertThat(Files.getPosixFilePermissions(world.current("s1").resolve(".env")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(world.read("s1", "current/argv")).doesNotContain("s3kr1t");
    assertThat(world.said()).doesNotContain("s3kr1t").contains("********");
    assertThat(world.read("s1", ".jdeploy/journal.jsonl")).doesNotContain("s3kr1t");
    assertThat(String.valueOf(world.events)).doesNotContain("s3kr1t");
  }

  @Test
  void a_template_that_cannot_be_rendered_is_told_with_its_place() {
    world.write(world.repository.resolve("deploy/templates/x.ftl"), "fine\nport ${vars.prot}\n");
    world.templates =
        List.of(new TemplateFile("x.ftl", "x", OptionalInt.empty(), Set.of(), Optional.empty()));
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.message())
        .contains("deploy/templates/x.ftl:2:8: \"vars.prot\" is not defined");
    assertThat(world.deployTo("s1").resolve("releases")).doesNotExist();
  }

  @Test
  void rendered_files_are_installed_outside_on_publish_and_on_revert() throws IOException {
    Path outside = world.top.resolve("etc");
    for (String server : world.names) {
      Files.createDirectories(outside.resolve(server));
    }
    world.write(world.repository.resolve("deploy/templates/c.ftl"), "${git.shortSha}\n");
    world.templates =
        List.of(
            new TemplateFile(
                "c.ftl",
                "config/c.conf",
                OptionalInt.of(0640),
                Set.of(),
                Optional.of(outside + "/${host.name}/c.conf")));
    DeployReport first = world.deploy();
    assertThat(first.exitCode()).as(first + world.said()).isZero();
    String said = read(outside.resolve("s2/c.conf"));
    assertThat(said.strip()).isEqualTo(first.sha().substring(0, 7));
    world.write(world.repository.resolve("sick"), "no");
    world.commit("two");
    assertThat(world.deploy().exitCode()).isEqualTo(3);
    assertThat(read(outside.resolve("s2/c.conf"))).isEqualTo(said);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
