package org.jdeploy.deployer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.json.Docs;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.KeyTable;
import org.jdeploy.runtime.json.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example at the top of the project: complete, valid, and hard to break in silence. */
class ExampleTest {
  private static final Path EXAMPLE = Path.of("..", "deploy.json.example");

  private static String example() throws IOException {
    return Files.readString(EXAMPLE);
  }

  @Test
  void loads_and_every_stage_of_it_can_be_deployed() {
    DeployFile file = DeployFile.load(EXAMPLE);
    assertThat(file.stages()).containsExactly("production", "staging");
    Stage production = file.stage("production", Overrides.NONE);
    assertThat(production.isProtected()).isTrue();
    assertThat(production.servers())
        .extracting(Server::name)
        .containsExactly("web1.example.com", "web2");
    Stage staging = file.stage("staging", Overrides.NONE);
    assertThat(staging.servers().getFirst().linkedDirs()).containsExactly("log", "uploads", "tmp");
    assertThat(staging.servers().getFirst().programs().members().keySet())
        .containsExactly("blogd", "queue", "nightly", "legacy", "reports");
  }

  @Test
  void shows_every_key() throws IOException {
    Set<String> all = new TreeSet<>(Docs.paths(DeployKeys.FILE));
    Set<String> shown = new TreeSet<>();
    collect(
        Json.parseRelaxed(example(), "example"),
        new Type.ObjectOf(DeployKeys.FILE, false),
        "",
        shown);
    all.removeIf(path -> shown.contains(path) || shown.contains(path.replace("stages.STAGE.", "")));
    assertThat(all).as("keys that the example lacks").isEmpty();
  }

  private static void collect(JsonValue value, Type type, String path, Set<String> shown) {
    switch (value) {
      case JsonObject object -> {
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
          switch (type) {
            case Type.ObjectOf(KeyTable table, boolean _) -> {
              Key key = table.find(member.getKey().replaceFirst("^\\+", "")).orElse(null);
              if (key != null) {
                shown.add(path + key.name());
                collect(member.getValue(), key.type(), path + key.name() + ".", shown);
              }
            }
            case Type.MapOf map ->
                collect(member.getValue(), map.value(), path + map.called() + ".", shown);
            case Type _ -> {}
          }
        }
      }
      case JsonArray array -> {
        if (type instanceof Type.ListOf(Type item)) {
          array.items().forEach(one -> collect(one, item, path, shown));
        }
      }
      case JsonValue _ -> {}
    }
  }

  @Test
  void is_what_the_schema_accepts() throws IOException {
    SchemaCheck schema = new SchemaCheck(Json.parse(DeployKeys.schema(), "schema"));
    assertThat(schema.problems(Json.parseRelaxed(example(), "example"))).isEmpty();
    for (String wrong :
        List.of(
            "{\"stages\": {}, \"aplication\": \"x\"}",
            "{\"keepReleases\": \"five\"}",
            "{\"keepReleases\": 0}",
            "{\"hooks\": {\"before:nothing\": []}}",
            "{\"programs\": {\"web\": {\"listen\": [{\"port\": \"x\"}]}}}",
            "{\"programs\": {\"web\": {\"command\": []}}}",
            "{\"stages\": {\"plan\": {}}}",
            "{\"stages\": {\"live\": {\"servers\": [{\"host\": \"a b\"}]}}}",
            "{\"rollout\": {\"pause\": \"10\"}}",
            "{\"umask\": null}")) {
      assertThat(schema.problems(Json.parseRelaxed(wrong, "wrong"))).as(wrong).isNotEmpty();
    }
    assertThat(
            schema.problems(
                Json.parseRelaxed(
                    "{\"keepReleases\": \"${vars.n}\", \"stages\": {\"live\": {\"umask\": null,"
                        + " \"+path\": [\"/x\"]}}}",
                    "right")))
        .isEmpty();
  }

  @Test
  void every_key_has_documentation_that_docs_finds() {
    for (String path : Docs.paths(DeployKeys.FILE)) {
      assertThat(Docs.of(DeployKeys.FILE, path)).as(path).isPresent();
    }
    assertThat(Docs.of(DeployKeys.FILE, "programs.blogd.stop.drain").orElseThrow())
        .contains("How long requests in flight may take", "default: `\"30s\"`");
    assertThat(Docs.markdown(DeployKeys.FILE)).contains("### `stages.STAGE.servers.host`");
  }

  @Test
  void mutated_it_loads_or_says_where_it_is_wrong(@TempDir Path directory) throws IOException {
    long seed = 20_261_124;
    Random random = new Random(seed);
    byte[] original = example().getBytes(StandardCharsets.UTF_8);
    Path file = directory.resolve("deploy.json");
    int refused = 0;
    for (int i = 0; i < 2500; i++) {
      byte[] mutated = original;
      for (int times = 1 + random.nextInt(3); times > 0; times--) {
        mutated = mutate(mutated, random);
      }
      Files.write(file, mutated);
      try {
        DeployFile loaded = DeployFile.load(file);
        for (String stage : loaded.stages()) {
          deploy(loaded, stage);
        }
      } catch (ConfigException e) {
        refused++;
        assertThat(e.problems()).isNotEmpty();
        assertThat(e.problems())
            .as("seed %d, mutation %d", seed, i)
            .allMatch(problem ->
                problem.at().line() >= 1
                    && problem.at().column() >= 1
                    && problem.at().file().equals(file.toString())
                    && !problem.message().isBlank());
      } catch (RuntimeException | StackOverflowError e) {
        fail(
            "seed "
                + seed
                + ", mutation "
                + i
                + ":\n"
                + new String(mutated, StandardCharsets.UTF_8),
            e);
      }
    }
    assertThat(refused).isBetween(1000, 2490);
  }

  /** A stage may still miss a variable; that is said, too. */
  private static void deploy(DeployFile file, String stage) {
    for (Server server : file.stage(stage, Overrides.NONE).servers()) {
      assertThat(server.name()).isNotEmpty();
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
    String text = new String(bytes, StandardCharsets.UTF_8);
    return switch (random.nextInt(8)) {
      case 0 -> joined(bytes, 0, at, end, bytes.length);
      case 1 -> joined(bytes, 0, end, at, bytes.length);
      case 2 -> {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 3 -> {
        byte[] changed = bytes.clone();
        byte[] marks = "\"{}[],:$+0/\\\n".getBytes(StandardCharsets.UTF_8);
        changed[at] = marks[random.nextInt(marks.length)];
        yield changed;
      }
      case 4 ->
          text.replaceFirst(
                  ": \"[^\"]*\"", ": " + java.util.regex.Matcher.quoteReplacement(value(random)))
              .getBytes(StandardCharsets.UTF_8);
      case 5 -> swapLines(text, random).getBytes(StandardCharsets.UTF_8);
      default -> retyped(text, random).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] joined(byte[] bytes, int from, int to, int again, int end) {
    byte[] joined = new byte[to - from + end - again];
    System.arraycopy(bytes, from, joined, 0, to - from);
    System.arraycopy(bytes, again, joined, to - from, end - again);
    return joined;
  }

  /** One value, somewhere, becomes one of another type. */
  private static String retyped(String text, Random random) {
    List<Integer> starts = new ArrayList<>();
    for (int at = text.indexOf("\": "); at >= 0; at = text.indexOf("\": ", at + 1)) {
      starts.add(at + 3);
    }
    if (starts.isEmpty()) {
      return text;
    }
    int start = starts.get(random.nextInt(starts.size()));
    int end = start;
    while (end < text.length() && ",}\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, start) + value(random) + text.substring(end);
  }

  private static String value(Random random) {
    List<String> values =
        List.of(
            "null",
            "true",
            "-1",
            "1e400",
            "0.5",
            "[]",
            "{}",
            "\"\"",
            "\"x\"",
            "[null]",
            "{\"a\": {}}",
            "[[]]",
            "\"${vars.port}\"",
            "\"${secret.DB}\"",
            "\"${git.sha}\"",
            "\"${vars.url}${vars.nope}\"",
            "\"${\"",
            "\"../..\"",
            "\"\\u0000\"",
            "99999999999",
            "\"9999999999s\"",
            "\"${vars}\"",
            "\"${vars.vars}\"",
            "\"'\"");
    return values.get(random.nextInt(values.size()));
  }

  private static String swapLines(String text, Random random) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
    return String.join("\n", lines);
  }
}
