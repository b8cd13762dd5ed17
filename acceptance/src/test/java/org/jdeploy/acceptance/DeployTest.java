package org.jdeploy.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jdeploy.deployer.demo.Load;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The life of an application on three servers, told in order: each test goes on from where the
 * former one left the fleet.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeployTest {
  @SuppressWarnings("NullAway.Init") // by BeforeAll
  private Fleet fleet;

  @SuppressWarnings("NullAway.Init") // by BeforeAll
  private Project project;

  private String first = "";
  private String second = "";

  @BeforeAll
  void three_servers_and_a_project() throws IOException {
    fleet = new Fleet(3);
    project = new Project(fleet);
    first = project.git("rev-parse", "HEAD");
  }

  @AfterAll
  void stop() throws IOException {
    fleet.close();
  }

  @Test
  @Order(1)
  void rollback_of_nothing_exits_2() {
    assertThat(project.jdeploy("production", "setup")).satisfies(this::done);
    assertThat(project.jdeploy("production", "rollback"))
        .satisfies(result -> assertThat(result.exit()).as(result.all()).isEqualTo(2));
  }

  @Test
  @Order(2)
  void the_first_deploy_goes_live_on_three_servers() throws IOException {
    assertThat(project.jdeploy("production")).satisfies(this::done);
    for (Fleet.Host host : fleet.hosts()) {
      assertThat(host.revision()).isEqualTo(first);
      assertThat(Files.readSymbolicLink(host.current())).isRelative();
      assertThat(programs(host))
          .hasSize(2)
          .allSatisfy(one -> assertThat(text(one, "state")).isEqualTo("RUNNING"));
      assertThat(programs(host))
          .allSatisfy(
              one -> assertThat(Path.of(text(one, "cwd"))).isEqualTo(host.current().toRealPath()));
    }
    assertThat(answers("/version")).containsExactly("one");
  }

  @Test
  @Order(3)
  void the_same_revision_again_is_already_live() throws IOException {
    List<String> releases = fleet.host(1).releases();
    Command.Result result = project.jdeploy("production");
    assertThat(result.exit()).as(result.all()).isZero();
    assertThat(result.out()).contains("already live");
    assertThat(fleet.host(1).releases()).isEqualTo(releases);
  }

  @Test
  @Order(4)
  void a_second_release_loses_no_request() throws IOException {
    second = project.release("two");
    Command.Result result = underLoad("--revision", "main");
    done(result);
    for (Fleet.Host host : fleet.hosts()) {
      assertThat(host.revision()).isEqualTo(second);
      assertThat(programs(host))
          .allSatisfy(one -> assertThat(text(one, "release")).isEqualTo(release(host)));
    }
    assertThat(answers("/version")).containsExactly("two");
  }

  @Test
  @Order(5)
  void a_rollback_loses_no_request_and_a_rollback_of_it_is_refused_or_walks_back()
      throws IOException {
    done(underLoad("rollback"));
    for (Fleet.Host host : fleet.hosts()) {
      assertThat(host.revision()).isEqualTo(first);
    }
    assertThat(answers("/version")).containsExactly("one");
    Command.Result further = project.jdeploy("production", "rollback");
    assertThat(further.exit())
        .as("there is nothing before the first release: " + further.all())
        .isEqualTo(2);
    done(project.jdeploy("production", "rollback", "--to", secondRelease()));
    for (Fleet.Host host : fleet.hosts()) {
      assertThat(host.revision()).isEqualTo(second);
    }
  }

  private String secondRelease() throws IOException {
    for (String name : fleet.host(1).releases()) {
      if (Files.readString(
              fleet.host(1).deployTo().resolve("releases").resolve(name).resolve("REVISION"))
          .strip()
          .equals(second)) {
        return name;
      }
    }
    throw new AssertionError("the second release is gone");
  }

  @Test
  @Order(6)
  void a_build_that_fails_on_one_server_switches_none() throws IOException {
    project.release("three");
    project.configure(
        """
        "tasks": {"build": {"run": "test ! -e %s/no-build"}}, "hooks": {"after:build": ["build"]},\
        """
            .formatted("../../shared"));
    Path obstacle = fleet.host(2).deployTo().resolve("shared/no-build");
    fleet.as("touch", obstacle.toString());
    Command.Result result = project.jdeploy("production");
    assertThat(result.exit()).as(result.all()).isEqualTo(1);
    assertThat(result.all()).contains("s2").contains("build");
    for (Fleet.Host host : fleet.hosts()) {
      assertThat(host.revision()).isEqualTo(second);
    }
    fleet.as("rm", obstacle.toString());
    project.configure("");
    assertThat(answers("/version")).containsExactly("two");
  }

  @Test
  @Order(7)
  void a_failing_health_check_reverts_all_and_exits_3() throws IOException {
    project.write(
        "bin/blogd.js",
        """
        require('http').createServer((request, response) => {
          response.statusCode = 500;
          response.end('broken');
        }).listen(process.env.PORT);
        """);
    project.commit("Broken");
    Command.Result result = underLoad();
    assertThat(result.exit()).as(result.all()).isEqualTo(3);
    for (Fleet.Host host : fleet.hosts()) {
      assertThat(host.revision()).isEqualTo(second);
      assertThat(programs(host))
          .hasSize(2)
          .allSatisfy(one -> assertThat(text(one, "release")).isEqualTo(release(host)));
    }
    assertThat(answers("/version")).containsExactly("two");
  }

  @Test
  @Order(8)
  void a_version_that_throws_at_its_start_is_refused_and_its_last_lines_are_shown()
      throws IOException {
    project.write("bin/blogd.js", "throw new Error('the database password is missing');\n");
    project.commit("Broken again");
    Command.Result result = underLoad();
    assertThat(result.exit()).as(result.all()).isEqualTo(3);
    assertThat(result.all()).contains("the database password is missing");
    assertThat(answers("/version")).containsExactly("two");
    project.git("reset", "-q", "--hard", second);
    project.configure("");
  }

  @Test
  @Order(9)
  void an_unknown_host_key_is_refused_with_the_line_to_add() throws IOException {
    String known = Files.readString(fleet.knownHosts());
    try {
      Files.writeString(fleet.knownHosts(), "");
      project.release("four");
      Command.Result result = project.jdeploy("production");
      assertThat(result.exit()).as(result.all()).isEqualTo(5);
      assertThat(result.all())
          .contains("[127.0.0.1]:" + fleet.host(1).port() + " ssh-ed25519 ")
          .contains(fleet.knownHosts().toString());
    } finally {
      Files.writeString(fleet.knownHosts(), known);
    }
    assertThat(fleet.host(1).revision()).isEqualTo(second);
  }

  @Test
  @Order(10)
  void of_two_deploys_at_once_one_wins_and_the_other_exits_4() throws IOException {
    project.configure(
        """
        "tasks": {"slow": {"run": "sleep 2"}}, "hooks": {"after:build": ["slow"]},\
        """);
    Command.Running one = project.command("production").start();
    Command.Running two = project.command("production").start();
    Command.Result a = one.await(Duration.ofMinutes(2));
    Command.Result b = two.await(Duration.ofMinutes(2));
    project.configure("");
    assertThat(List.of(a.exit(), b.exit()))
        .as(a.all() + "\n" + b.all())
        .containsExactlyInAnyOrder(0, 4);
    for (Fleet.Host host : fleet.hosts()) {
      assertThat(host.revision()).isEqualTo(project.git("rev-parse", "HEAD"));
    }
  }

  @Test
  @Order(11)
  void killing_jpmd_under_load_loses_and_doubles_nothing() throws IOException {
    Fleet.Host host = fleet.host(1);
    Set<Integer> before = pids(host);
    int daemon = daemon(host);
    try (Load load = new Load("/", List.of(host.http()))) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> load.answered() > 200);
      fleet.as("kill", "-9", Integer.toString(daemon));
      long then = load.answered();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> load.answered() > then + 200);
      fleet.jpm(host, "daemon");
      assertThat(pids(host)).as("the new daemon adopts what runs").isEqualTo(before);
      assertThat(daemon(host)).isNotEqualTo(daemon);
      Command.Result reload = fleet.jpm(host, "reload", "blogd");
      assertThat(reload.exit()).as(reload.all()).isZero();
      assertThat(pids(host)).doesNotContainAnyElementsOf(before).hasSize(2);
      load.stop();
      assertThat(load.failures()).isEmpty();
      assertThat(load.answered()).isGreaterThan(500);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(before.stream().filter(this::runs)).isEmpty());
  }

  @Test
  @Order(12)
  void status_releases_and_logs_speak_of_every_server() {
    Command.Result status = project.jdeploy("production", "status");
    assertThat(status.exit()).as(status.all()).isZero();
    Command.Result releases = project.jdeploy("production", "releases");
    assertThat(releases.exit()).as(releases.all()).isZero();
    Command.Result logs = project.jdeploy("production", "logs", "blogd", "-n", "5");
    assertThat(logs.exit()).as(logs.all()).isZero();
    for (Fleet.Host host : fleet.hosts()) {
      assertThat(status.out()).contains(host.name());
      assertThat(releases.out()).contains(host.name());
      assertThat(logs.out()).contains(host.name());
    }
    Command.Result json = project.jdeploy("production", "status", "--json");
    assertThat(Json.parse(json.out(), "status")).isNotNull();
  }

  @Test
  @Order(13)
  void a_hold_refuses_deploys_until_it_is_released() throws IOException {
    done(project.jdeploy("production", "lock", "-m", "the database is being moved"));
    project.release("five");
    Command.Result refused = project.jdeploy("production");
    assertThat(refused.exit()).as(refused.all()).isEqualTo(4);
    assertThat(refused.all()).contains("the database is being moved");
    done(project.jdeploy("production", "unlock"));
    done(project.jdeploy("production"));
    assertThat(answers("/version")).containsExactly("five");
  }

  @Test
  @Order(14)
  void a_plan_changes_nothing_and_names_every_step() throws IOException {
    project.release("six");
    List<String> releases = fleet.host(1).releases();
    Command.Result plan = project.jdeploy("production", "plan");
    assertThat(plan.exit()).as(plan.all()).isZero();
    assertThat(plan.out()).contains("s1").contains("s2").contains("s3").contains("mv -T");
    assertThat(fleet.host(1).releases()).isEqualTo(releases);
    assertThat(answers("/version")).containsExactly("five");
  }

  // ---- helpers

  /** Alive and no zombie: who adopts orphans may take its time to ask for their end. */
  private boolean runs(int pid) {
    String state =
        Command.of(project.directory(), "ps", "-o", "stat=", "-p", Integer.toString(pid))
            .run()
            .out()
            .strip();
    return !state.isEmpty() && !state.startsWith("Z");
  }

  private void done(Command.Result result) {
    assertThat(result.exit()).as(result.all()).isZero();
  }

  /**
   * Runs a jdeploy command of the stage while requests go to all servers, and insists that none
   * fails.
   */
  private Command.Result underLoad(String... words) {
    try (Load load = new Load("/", fleet.hosts().stream().map(Fleet.Host::http).toList())) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> load.answered() > 100);
      String[] all = new String[words.length + 1];
      all[0] = "production";
      System.arraycopy(words, 0, all, 1, words.length);
      Command.Result result = project.jdeploy(all);
      load.stop();
      assertThat(load.failures())
          .as("lost requests of " + load.answered() + "\n" + result.all())
          .isEmpty();
      return result;
    }
  }

  /** What the servers say their release is, once each. */
  private Set<String> answers(String path) throws IOException {
    Set<String> answers = new TreeSet<>();
    for (Fleet.Host host : fleet.hosts()) {
      for (int i = 0; i < 8; i++) {
        String body =
            Command.of(project.directory(), "curl", "-sS", "http://127.0.0.1:" + host.http() + path)
                .succeed()
                .out();
        answers.add(text(Json.parse(body, path), "version"));
      }
    }
    return answers;
  }

  private List<JsonValue> programs(Fleet.Host host) {
    Command.Result status = fleet.jpm(host, "status", "--json");
    return ((JsonArray) Json.parse(status.out(), "jpm status")).items();
  }

  private Set<Integer> pids(Fleet.Host host) {
    return programs(host).stream()
        .map(one -> ((JsonNumber) member(one, "pid")).value().intValue())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private int daemon(Fleet.Host host) {
    Command.Result version = fleet.jpm(host, "version", "--json");
    JsonValue daemon = member(Json.parse(version.out(), "jpm version"), "jpmd");
    return ((JsonNumber) member(daemon, "pid")).value().intValue();
  }

  private static String release(Fleet.Host host) {
    try {
      return host.release();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonValue member(JsonValue object, String name) {
    JsonValue value = ((JsonObject) object).get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " in " + Json.compact(object));
    }
    return value;
  }

  private static String text(JsonValue object, String name) {
    return ((JsonText) member(object, name)).value();
  }
}
