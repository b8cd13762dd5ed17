package org.jdeploy.deployer.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.KeyTable;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Section;
import org.jdeploy.runtime.json.Suggestion;
import org.jdeploy.runtime.json.Type;

/** Turns checked and resolved trees into records; finds what no single key shows. */
final class StageReader {
  private final String stage;
  private final Path base;
  private final LocalPaths paths;
  private final List<Problem> problems;

  StageReader(String stage, Path base, List<Problem> problems) {
    this.stage = stage;
    this.base = base;
    this.paths = new LocalPaths(base);
    this.problems = problems;
  }

  /** The stage; not to be used when there were problems. */
  Stage read(Section in, List<StageBuilder.Named> trees) {
    List<Server> servers = new ServerReader(paths, problems).read(trees);
    Map<String, Task> tasks = tasks(in, servers);
    return new Stage(
        stage,
        in.flag("protected"),
        in.text("application"),
        paths.repository(in.text("repository")),
        in.text("revision"),
        in.text("source").equals("fetch") ? SourceKind.FETCH : SourceKind.PUSH,
        in.whole("keepReleases"),
        rollout(in.section("rollout")),
        servers,
        tasks,
        hooks(in, tasks),
        templates(in, servers),
        in.texts("recipes"),
        secrets(in),
        base);
  }

  private static Rollout rollout(Section in) {
    String unreachable = in.text("onUnreachable");
    return new Rollout(
        in.whole("canary"),
        amount(in.value("batch")),
        in.duration("pause"),
        switch (in.text("onFailure")) {
          case "stop" -> Rollout.OnFailure.STOP;
          case "keep" -> Rollout.OnFailure.KEEP;
          default -> Rollout.OnFailure.REVERT;
        },
        switch (unreachable) {
          case "abort" -> new Rollout.OnUnreachable.Abort();
          case "skip" -> new Rollout.OnUnreachable.Skip();
          default -> new Rollout.OnUnreachable.UpTo(percent(unreachable));
        });
  }

  private static Amount amount(JsonValue value) {
    return switch (value) {
      case JsonNumber(var number, _) -> new Amount(number.intValueExact(), false);
      case JsonText(String text, _) -> new Amount(percent(text), true);
      case JsonValue _ -> Amount.ALL;
    };
  }

  private static int percent(String text) {
    return Integer.parseInt(text.substring(0, text.length() - 1));
  }

  private Map<String, Task> tasks(Section in, List<Server> servers) {
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (Map.Entry<String, Section> entry : sections(in, "tasks").entrySet()) {
      Section task = entry.getValue();
      String run =
          switch (task.value("run")) {
            case JsonText(String text, _) -> text;
            case JsonArray(List<JsonValue> lines, _) ->
                lines.stream()
                    .map(line -> line instanceof JsonText(String text, _) ? text : "")
                    .collect(Collectors.joining("\n"));
            case JsonValue _ -> "";
          };
      if (run.isBlank()) {
        problem(task.at("run"), "tasks." + entry.getKey() + ".run", "is empty");
      }
      Task read =
          new Task(
              entry.getKey(),
              run,
              switch (task.text("on")) {
                case "primary" -> Task.On.PRIMARY;
                case "local" -> Task.On.LOCAL;
                default -> Task.On.ALL;
              },
              Set.copyOf(task.texts("roles")),
              switch (task.text("in")) {
                case "current" -> Task.In.CURRENT;
                case "shared" -> Task.In.SHARED;
                case "deployTo" -> Task.In.DEPLOY_TO;
                case "home" -> Task.In.HOME;
                default -> Task.In.RELEASE;
              },
              task.duration("timeout"));
      List<Server> where =
          switch (read.on()) {
            case ALL -> servers.stream().filter(it -> isFor(it, read.roles())).toList();
            case PRIMARY -> servers.stream().filter(Server::primary).toList();
            case LOCAL -> List.of();
          };
      filled(run, where, task.at("run"), "tasks." + entry.getKey() + ".run");
      tasks.put(entry.getKey(), read);
    }
    return tasks;
  }

  private static boolean isFor(Server server, Set<String> roles) {
    return roles.isEmpty() || roles.stream().anyMatch(server.roles()::contains);
  }

  /** What differs from server to server must have a value on each. */
  private void filled(String text, List<Server> servers, Location at, String key) {
    for (String namespace : List.of("vars", "host", "app")) {
      for (String name : Placeholders.names(namespace, text)) {
        String full = namespace + "." + name;
        List<String> without =
            servers.stream()
                .filter(server -> HostValues.of(server, full).isEmpty())
                .map(Server::name)
                .toList();
        if (!without.isEmpty()) {
          problem(
              at,
              key,
              "${"
                  + full
                  + "} has no value that fits into a text on "
                  + String.join(", ", without));
        }
      }
    }
  }

  private List<Hook> hooks(Section in, Map<String, Task> tasks) {
    List<Hook> hooks = new ArrayList<>();
    in.members("hooks")
        .forEach((point, names) -> {
          if (names instanceof JsonArray(List<JsonValue> items, _)) {
            for (JsonValue item : items) {
              if (item instanceof JsonText(String task, Location at)) {
                hooks.add(new Hook(point, task));
                if (!task.contains(":") && !tasks.containsKey(task)) {
                  problem(at, "hooks." + point, noTask(task, tasks.keySet()));
                }
              }
            }
          }
        });
    return hooks;
  }

  private static String noTask(String task, Set<String> known) {
    return "there is no task \""
        + task
        + "\""
        + Suggestion.of(task, known)
            .map(near -> ", did you mean \"" + near + "\"?")
            .orElse(
                known.isEmpty()
                    ? ": add it under \"tasks\" (a recipe's task is written RECIPE:TASK)"
                    : ", there is "
                        + String.join(", ", known)
                        + " (a recipe's task is written RECIPE:TASK)");
  }

  private List<TemplateFile> templates(Section in, List<Server> servers) {
    List<TemplateFile> templates = new ArrayList<>();
    for (Section template : in.sections("templates")) {
      TemplateFile read =
          new TemplateFile(
              template.text("source"),
              template.text("target"),
              template.has("mode")
                  ? OptionalInt.of(Integer.parseInt(template.text("mode"), 8))
                  : OptionalInt.empty(),
              Set.copyOf(template.texts("roles")),
              template.optionalText("install"));
      List<Server> where = servers.stream().filter(it -> isFor(it, read.roles())).toList();
      for (String key : List.of("target", "install")) {
        template
            .optionalText(key)
            .ifPresent(text -> filled(text, where, template.at(key), "templates." + key));
      }
      templates.add(read);
    }
    return templates;
  }

  private Map<String, SecretSource> secrets(Section in) {
    Map<String, SecretSource> secrets = new LinkedHashMap<>();
    for (Map.Entry<String, Section> entry : sections(in, "secrets").entrySet()) {
      Section secret = entry.getValue();
      Set<String> ways = new LinkedHashSet<>(List.of("env", "command", "file"));
      ways.removeIf(way -> !secret.has(way));
      if (ways.size() != 1) {
        problem(
            secret.object().at(),
            "secrets." + entry.getKey(),
            "expected exactly one of env, command, file, found "
                + (ways.isEmpty() ? "none" : String.join(" and ", ways)));
        continue;
      }
      String way = ways.iterator().next();
      String text = secret.text(way);
      secrets.put(
          entry.getKey(),
          switch (way) {
            case "env" -> new SecretSource.Env(text);
            case "command" -> new SecretSource.Command(text);
            default -> new SecretSource.File(path(text, secret.at(way), entry.getKey()));
          });
    }
    return secrets;
  }

  private Path path(String text, Location at, String secret) {
    Optional<Path> path = paths.of(text);
    if (path.isEmpty()) {
      problem(at, "secrets." + secret + ".file", "expected a path, found \"" + text + "\"");
    }
    return path.orElse(base);
  }

  /** Objects with names of the user's. */
  private static Map<String, Section> sections(Section in, String key) {
    KeyTable table =
        in.table().get(key).type() instanceof Type.MapOf map
                && map.value() instanceof Type.ObjectOf object
            ? object.table()
            : in.table();
    Map<String, Section> sections = new LinkedHashMap<>();
    in.members(key)
        .forEach((name, value) -> {
          if (value instanceof JsonObject object) {
            sections.put(name, new Section(object, table));
          }
        });
    return sections;
  }

  private void problem(Location at, String key, String message) {
    problems.add(new Problem(at, key, message));
  }
}
