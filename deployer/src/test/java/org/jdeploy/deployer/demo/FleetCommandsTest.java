package org.jdeploy.deployer.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jdeploy.deployer.cli.JDeploy;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jdeploy as a process of its own, against servers of the demo and a jpm that is a script. */
class FleetCommandsTest {
  @TempDir Path temporary;
  private final List<DemoServer> servers = new ArrayList<>();

  @BeforeEach
  void two_servers() throws IOException {
    KeyPair client = DemoKeys.generate();
    DemoKeys.write(client, temporary.resolve("id"));
    for (String name : List.of("web1", "web2")) {
      Path home = Files.createDirectories(temporary.resolve(name));
      servers.add(DemoServer.start(name, home, client.getPublic(), 1));
    }
    Files.write(
        temporary.resolve("known_hosts"), servers.stream().map(DemoServer::knownHost).toList());
    DemoProject.create(
            Files.createDirectory(temporary.resolve("project")),
            Files.createDirectory(temporary.resolve("nothing")))
        .configure(servers, temporary.resolve("id"), temporary.resolve("known_hosts"));
  }

  @AfterEach
  void stop() throws IOException {
    for (DemoServer server : servers) {
      server.close();
    }
  }

  private void jpm(int server, String script) throws IOException {
    Path jpm = servers.get(server).jpmHome().resolve("bin/jpm");
    Files.createDirectories(jpm.getParent());
    Files.writeString(jpm, "#!/bin/sh\n" + script);
    assertThat(jpm.toFile().setExecutable(true)).isTrue();
  }

  private record Result(int exit, String out, String err) {}

  private Process start(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                JDeploy.class.getName()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command)
        .directory(temporary.resolve("project").toFile())
        .redirectOutput(temporary.resolve("out").toFile())
        .redirectError(temporary.resolve("err").toFile())
        .start();
  }

  private Result end(Process process) throws IOException {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("not done after a minute: " + printed("out") + printed("err"));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new Result(process.exitValue(), printed("out"), printed("err"));
  }

  private String printed(String name) throws IOException {
    return Files.readString(temporary.resolve(name), StandardCharsets.UTF_8);
  }

  private Result jdeploy(String... words) throws IOException {
    return end(start(words));
  }

  @Test
  void jpm_runs_on_every_server_and_the_worst_exit_code_counts() throws IOException {
    jpm(0, "echo \"$JPM_HOME $*\"");
    jpm(1, "echo second; echo trouble >&2; exit 3");
    Result result = jdeploy("production", "jpm", "show", "it's", "--hosts", "$(x)");
    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.out())
        .contains("web1 | " + servers.getFirst().jpmHome() + " show it's --hosts $(x)\n")
        .contains("web2 | second\n");
    assertThat(result.err()).isEqualTo("web2 | trouble\n");
  }

  @Test
  void options_for_jdeploy_stand_before_jpm() throws IOException {
    jpm(0, "echo first");
    jpm(1, "echo second");
    Result result = jdeploy("production", "--hosts", "web2", "jpm", "status");
    assertThat(result.out()).isEqualTo("web2 | second\n");
    assertThat(result.exit()).isZero();
  }

  @Test
  void json_of_all_servers_is_one_document_and_nothing_else() throws IOException {
    jpm(0, "echo warning >&2; echo '[{\"name\": \"blogd\"}]'");
    jpm(1, "echo oops");
    Result result = jdeploy("production", "jpm", "status", "--json");
    JsonValue document = Json.parse(result.out(), "stdout");
    assertThat(document).isInstanceOf(JsonArray.class);
    assertThat(Json.compact(document))
        .isEqualTo(
            "[{\"host\":\"web1\",\"exitCode\":0,\"output\":[{\"name\":\"blogd\"}]},"
                + "{\"host\":\"web2\",\"exitCode\":0,\"output\":\"oops\\n\"}]");
  }

  @Test
  void logs_of_all_servers_are_merged_by_time() throws IOException {
    String line =
        "echo '{\"name\":\"blogd\",\"instance\":0,\"stream\":\"out\",\"line\":\"2026-11-24T10:00:0%dZ"
            + " %s\"}'\n";
    jpm(0, line.formatted(1, "one") + line.formatted(3, "three"));
    jpm(1, line.formatted(2, "two") + line.formatted(4, "four"));
    Result result = jdeploy("production", "logs", "blogd", "-n", "2");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            web1 blogd:0 | 2026-11-24T10:00:01Z one
            web2 blogd:0 | 2026-11-24T10:00:02Z two
            web1 blogd:0 | 2026-11-24T10:00:03Z three
            web2 blogd:0 | 2026-11-24T10:00:04Z four
            """);
    Result json = jdeploy("production", "logs", "--json");
    assertThat(json.out().lines())
        .hasSize(4)
        .allSatisfy(one -> assertThat(Json.parse(one, "line")).isInstanceOf(JsonObject.class))
        .anySatisfy(one -> assertThat(one).startsWith("{\"host\":\"web1\",\"name\":\"blogd\""));
  }

  @Test
  void following_ends_with_an_interrupt_here_and_on_the_servers() throws IOException {
    String follow =
        """
        echo $$ >"$JPM_HOME/pid"
        echo '{"name":"blogd","instance":1,"stream":"err","line":"here"}'
        exec sleep 600
        """;
    jpm(0, follow);
    jpm(1, follow);
    Process process = start("production", "logs", "-f");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> printed("out").lines().count() == 2);
    assertThat(printed("out")).contains("web1 blogd:1 | here").contains("web2 blogd:1 | here");
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    assertThat(end(process).exit()).isEqualTo(130);
    for (DemoServer server : servers) {
      long pid = Long.parseLong(Files.readString(server.jpmHome().resolve("pid")).strip());
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void a_server_without_jpm_says_how_to_get_it() throws IOException {
    jpm(0, "echo fine");
    Result result = jdeploy("production", "jpm", "status");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("web1 | fine\n");
    assertThat(result.err()).contains("web2 | there is no jpm here").contains("setup");
  }

  @Test
  void an_unreachable_server_hides_nothing_of_the_others() throws IOException {
    jpm(0, "echo fine");
    servers.get(1).close();
    Result result = jdeploy("production", "jpm", "status");
    assertThat(result.exit()).isEqualTo(5);
    assertThat(result.out()).isEqualTo("web1 | fine\n");
    assertThat(result.err()).contains("web2").doesNotContain("Exception");
    Result status = jdeploy("production", "status", "--json");
    assertThat(status.exit()).isEqualTo(5);
    assertThat(Json.compact(Json.parse(status.out(), "stdout")))
        .contains("{\"name\":\"web1\",\"release\":\"\"")
        .contains("{\"name\":\"web2\",\"problem\":");
  }

  @Test
  void a_server_with_another_key_is_not_talked_to() throws IOException {
    Files.writeString(
        temporary.resolve("known_hosts"),
        servers.get(0).knownHost()
            + "\n"
            + servers
                .get(0)
                .knownHost()
                .replace(":" + servers.get(0).port(), ":" + servers.get(1).port())
            + "\n");
    jpm(1, "touch \"$JPM_HOME/touched\"");
    Result result = jdeploy("production", "--hosts", "web2", "jpm", "status");
    assertThat(result.exit()).isEqualTo(5);
    assertThat(result.err()).contains(temporary.resolve("known_hosts").toString());
    assertThat(servers.get(1).jpmHome().resolve("touched")).doesNotExist();
  }

  @Test
  void releases_of_a_new_server_are_none() throws IOException {
    Result result = jdeploy("production", "releases");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("SERVER").contains("web1").contains("web2");
    Result json = jdeploy("production", "releases", "--json");
    assertThat(Json.compact(Json.parse(json.out(), "stdout")))
        .contains("\"releases\":[]")
        .startsWith("{\"exitCode\":0");
  }
}
