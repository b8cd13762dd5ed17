package org.jdeploy.deployer.recipe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jspecify.annotations.Nullable;

/** Reads one recipe: {@code {"tasks": …, "hooks": …, "templates": …}}, all problems in one run. */
final class RecipeReader {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");

  private final String file;
  private final List<String> problems = new ArrayList<>();
  final Map<String, Job> tasks = new LinkedHashMap<>();
  final Map<String, List<String>> hooks = new LinkedHashMap<>();
  final Map<String, String> templates = new LinkedHashMap<>();

  RecipeReader(String file) {
    this.file = file;
  }

  /** Reads the text; gives the problems, each with its place. */
  List<String> read(String text) {
    try {
      JsonValue value = Json.parseRelaxed(text, file);
      if (value instanceof JsonObject recipe) {
        for (Map.Entry<String, JsonValue> member : recipe.members().entrySet()) {
          switch (member.getKey()) {
            case "description" -> {}
            case "tasks" -> object(member.getValue()).forEach(this::task);
            case "hooks" -> object(member.getValue()).forEach(this::hook);
            case "templates" -> object(member.getValue()).forEach(this::template);
            default -> unknown(recipe, member.getKey(), "description, tasks, hooks, templates");
          }
        }
      } else {
        problem(value, "expected an object with tasks and hooks, found " + value.kind());
      }
    } catch (JsonSyntaxException e) {
      problems.add(e.at() + ": " + e.getMessage());
    }
    return problems;
  }

  private void task(String name, JsonValue value) {
    String title = name;
    String run = "";
    Job.On on = Job.On.ALL;
    Job.In in = Job.In.RELEASE;
    Set<String> roles = new TreeSet<>();
    Duration timeout = Duration.ofMinutes(10);
    boolean sudo = false;
    for (Map.Entry<String, JsonValue> member : object(value).entrySet()) {
      JsonValue it = member.getValue();
      switch (member.getKey()) {
        case "title" -> title = text(it);
        case "run" -> run = String.join("\n", texts(it));
        case "on" -> on = choice(Job.On.class, it);
        case "in" -> in = choice(Job.In.class, it);
        case "roles" -> roles.addAll(texts(it));
        case "timeout" -> timeout = duration(it);
        case "sudo" -> sudo = it instanceof JsonBoolean flag && flag.value();
        default ->
            unknown(
                (JsonObject) value, member.getKey(), "title, run, on, in, roles, timeout, sudo");
      }
    }
    if (run.isEmpty()) {
      problem(value, "the task \"" + name + "\" has no \"run\": give it a command or its lines");
    }
    tasks.put(name, new Job(name, title, run, on, in, roles, timeout, sudo, true));
  }

  private void hook(String point, JsonValue value) {
    if (!Points.recipe().contains(point)) {
      problem(value, "\"" + point + "\" is no point of a deploy" + Points.suggestion(point));
    }
    hooks.put(point, texts(value));
  }

  private void template(String target, JsonValue value) {
    templates.put(text(value), target);
  }

  private Map<String, JsonValue> object(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object.members();
    }
    problem(value, "expected an object, found " + value.kind());
    return Map.of();
  }

  private String text(@Nullable JsonValue value) {
    if (value instanceof JsonText text) {
      return text.value();
    }
    if (value != null) {
      problem(value, "expected a string, found " + value.kind());
    }
    return "";
  }

  private List<String> texts(JsonValue value) {
    return value instanceof JsonArray array
        ? array.items().stream().map(this::text).toList()
        : List.of(text(value));
  }

  private <E extends Enum<E>> E choice(Class<E> type, JsonValue value) {
    String word = text(value);
    List<String> words = new ArrayList<>();
    for (E one : type.getEnumConstants()) {
      String name = Points.word(one);
      if (name.equals(word)) {
        return one;
      }
      words.add(name);
    }
    problem(value, "expected one of " + String.join(", ", words) + ", found \"" + word + "\"");
    return type.getEnumConstants()[0];
  }

  private Duration duration(JsonValue value) {
    Matcher matcher = DURATION.matcher(text(value));
    if (!matcher.matches()) {
      problem(value, "expected a duration such as \"90s\" or \"5m\"");
      return Duration.ofMinutes(10);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private void unknown(JsonObject object, String key, String known) {
    problems.add(object.keyAt(key) + ": " + key + ": unknown key, expected one of " + known);
  }

  private void problem(JsonValue value, String message) {
    problems.add(value.at() + ": " + message);
  }
}
