package org.jdeploy.runtime.program;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.json.ByteSize;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNull;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jspecify.annotations.Nullable;

/** Turns one app of PM2's into a program in our keys. */
final class EcosystemApp {
  private static final Set<String> SCRIPT = Set.of("script", "exec", "cmd", "command");

  /** Parts of the command, read together. */
  private static final Set<String> OF_THE_COMMAND =
      Set.of(
          "name",
          "args",
          "interpreter",
          "exec_interpreter",
          "node_args",
          "interpreterArgs",
          "interpreter_args",
          "source_map_support",
          "gid",
          "stop_exit_codes",
          "restart_delay",
          "error_file",
          "error",
          "err",
          "err_file",
          "err_log");

  /** Those whose absence changes nothing here. */
  private static final Set<String> MEANINGLESS =
      Set.of(
          "filter_env",
          "pid_file",
          "pid",
          "vizion",
          "versioning",
          "automation",
          "trace",
          "pmx",
          "merge_logs",
          "combine_logs",
          "force",
          "windowsHide",
          "kill_retry_time",
          "disable_source_map_support",
          "watch_options");

  private static final Map<String, String> INTERPRETERS =
      Map.of(
          "js", "node", "cjs", "node", "mjs", "node", "py", "python3", "sh", "bash", "rb", "ruby",
          "php", "php", "pl", "perl");

  private final JsonObject app;
  private final String path;
  private final Path base;
  private final Map<Location, String> keys;
  private final List<Problem> problems;
  private final List<Problem> remarks;
  private final Draft program;

  EcosystemApp(
      JsonObject app,
      String path,
      Path base,
      Map<Location, String> keys,
      List<Problem> problems,
      List<Problem> remarks) {
    this.app = app;
    this.path = path;
    this.base = base;
    this.keys = keys;
    this.problems = problems;
    this.remarks = remarks;
    this.program = new Draft(app.at());
  }

  /** Its name, or its script's without the ending. */
  String name() {
    String name = one("name").map(Ecosystem::text).orElse("");
    if (!name.isEmpty()) {
      return name;
    }
    String script = script().map(Ecosystem::text).orElse("").strip().split("\\s", 2)[0];
    String file = script.substring(script.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file.isEmpty() ? "app" : file;
  }

  private Optional<JsonValue> one(String... names) {
    for (String name : names) {
      @Nullable JsonValue value = app.get(name);
      if (value != null && !(value instanceof JsonNull)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  private Optional<JsonValue> script() {
    return one(SCRIPT.toArray(String[]::new));
  }

  JsonObject read() {
    app.members().forEach((name, value) -> keys.put(value.at(), path + "." + name));
    command();
    program.text("directory", absolute(one("cwd").map(Ecosystem::text).orElse("")), at("cwd"));
    program.in("stop", app.at()).text("signal", "INT", app.at());
    boolean chosen = one("stop_exit_codes").isPresent();
    if (!chosen && one("autorestart").isEmpty()) {
      program.flag("autorestart", true, app.at());
    }
    app.members()
        .forEach((name, value) -> {
          if (!(value instanceof JsonNull)) {
            field(name, value);
          }
        });
    codes();
    logs();
    user();
    return program.json();
  }

  private Location at(String name) {
    JsonValue value = app.get(name);
    return value == null ? app.at() : value.at();
  }

  private void problem(JsonValue value, String name, String message) {
    problems.add(new Problem(value.at(), path + "." + name, message));
  }

  private void remark(String name, String message) {
    remarks.add(new Problem(app.keyAt(name), path + "." + name, message));
  }

  private String absolute(String text) {
    try {
      return text.startsWith("~") ? text : base.resolve(text).toString();
    } catch (InvalidPathException e) {
      return text;
    }
  }

  private void command() {
    Optional<JsonValue> written = script();
    String script = written.map(Ecosystem::text).orElse("");
    if (script.isBlank()) {
      problems.add(
          new Problem(
              written.map(JsonValue::at).orElse(app.at()),
              path + ".script",
              "is missing, expected such as \"app.js\""));
      program.text("command", "?", app.at());
      return;
    }
    List<String> words = new ArrayList<>();
    String ending = script.substring(script.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String interpreter =
        one("interpreter", "exec_interpreter")
            .map(Ecosystem::text)
            .orElse(INTERPRETERS.getOrDefault(ending, "none"));
    if (script.contains(" ")) {
      words.addAll(List.of("/bin/sh", "-c", script));
    } else {
      if (!interpreter.equals("none") && !interpreter.isEmpty()) {
        int version = interpreter.indexOf("node@");
        if (version == 0) {
          remark("interpreter", "say the path of that node: jpm chooses no version");
        }
        words.add(version == 0 ? "node" : interpreter);
        words.addAll(words("node_args", "interpreterArgs", "interpreter_args"));
        if (one("source_map_support").filter(EcosystemApp::isTrue).isPresent()) {
          words.add("--enable-source-maps");
        }
      }
      words.add(script);
    }
    words.addAll(words("args"));
    program.texts("command", words, written.map(JsonValue::at).orElse(app.at()));
  }

  private List<String> words(String... names) {
    List<String> words = new ArrayList<>();
    Optional<JsonValue> value = one(names);
    if (value.isPresent()) {
      switch (value.get()) {
        case JsonText(String text, _) -> {
          try {
            words.addAll(ShellWords.split(text));
          } catch (ShellWords.Unbalanced e) {
            problem(value.get(), names[0], e.reason());
          }
        }
        case JsonArray(List<JsonValue> items, _) -> items.forEach(item -> words.add(plain(item)));
        case JsonValue other ->
            problem(other, names[0], "expected a string or an array, found " + other.kind());
      }
    }
    return words;
  }

  private static boolean isTrue(JsonValue value) {
    return value instanceof JsonBoolean(boolean flag, _) && flag;
  }

  private static String plain(JsonValue value) {
    return switch (value) {
      case JsonText(String text, _) -> text;
      case JsonNumber(BigDecimal number, _) -> number.toPlainString();
      case JsonBoolean(boolean flag, _) -> String.valueOf(flag);
      case JsonObject _, JsonArray _, JsonNull _ -> Json.compact(value);
    };
  }

  private void field(String name, JsonValue value) {
    Location at = value.at();
    switch (name) {
      case "cwd" -> {}
      case "instances" -> instances(value);
      case "exec_mode" -> program.flag("cluster", Ecosystem.text(value).startsWith("cluster"), at);
      case "env" -> environment(value);
      case "port" -> program.in("environment", at).text("PORT", plain(value), at);
      case "namespace" -> {
        if (!Ecosystem.text(value).equals("default")) {
          program.put("group", value);
        }
      }
      case "watch" -> {
        if (value instanceof JsonBoolean) {
          program.texts("watch", isTrue(value) ? List.of(".") : List.of(), at);
        } else {
          program.put("watch", listed(value));
        }
      }
      case "ignore_watch" -> program.put("watchIgnore", listed(value));
      case "watch_delay" ->
          time(value, name).ifPresent(text -> program.text("watchDelay", text, at));
      case "max_memory_restart" ->
          size(value, name).ifPresent(text -> program.in("limits", at).text("memory", text, at));
      case "min_uptime" ->
          millis(value, name)
              .ifPresent(millis ->
                  program.number("startSeconds", BigDecimal.valueOf(millis).movePointLeft(3), at));
      case "max_restarts" -> program.put("startRetries", value);
      case "autorestart" -> program.put("autorestart", value);
      case "autostart" -> program.put("autostart", value);
      case "exp_backoff_restart_delay" ->
          time(value, name)
              .ifPresent(text ->
                  program
                      .in("backoff", at)
                      .text("initial", text, at)
                      .number("factor", new BigDecimal("1.5"), at)
                      .text("max", "15s", at));
      case "cron_restart", "cron" -> {
        if (value instanceof JsonText) {
          program.in("schedule", at).put("restart", value);
        }
      }
      case "wait_ready" -> {
        if (isTrue(value)) {
          program.in("ready", at).text("on", "message", at);
        }
      }
      case "listen_timeout" ->
          time(value, name).ifPresent(text -> program.in("ready", at).text("timeout", text, at));
      case "kill_timeout" ->
          time(value, name).ifPresent(text -> program.in("stop", at).text("timeout", text, at));
      case "kill_signal" ->
          program.in("stop", at).text("signal", Ecosystem.text(value).replaceFirst("^SIG", ""), at);
      case "shutdown_with_message" -> {
        if (isTrue(value)) {
          program.in("stop", at).text("message", "shutdown", at);
        }
      }
      case "treekill" -> program.in("stop", at).put("tree", value);
      case "uid", "user" -> program.text("user", plain(value), at);
      default -> rest(name);
    }
  }

  private void rest(String name) {
    if (SCRIPT.contains(name) || OF_THE_COMMAND.contains(name) || MEANINGLESS.contains(name)) {
      return;
    }
    if (name.matches("out_file|out|output|out_log|disable_logs|log_type|time|log_date_format")) {
      return;
    }
    if (name.equals("instance_var")) {
      if (!one(name).map(Ecosystem::text).orElse("").equals("NODE_APP_INSTANCE")) {
        remark(name, "is left out: the number of an instance is in NODE_APP_INSTANCE");
      }
    } else if (name.startsWith("env_")) {
      remark(name, "is left out: put what you need of it into \"environment\"");
    } else {
      remark(name, "has no equivalent and is left out");
    }
  }

  private void instances(JsonValue value) {
    Location at = value.at();
    if (value instanceof JsonNumber(BigDecimal number, _) && number.signum() <= 0) {
      String less = number.negate().toPlainString();
      program.text("instances", number.signum() == 0 ? "max" : "max-" + less, at);
    } else if (value instanceof JsonText(String text, _) && text.matches("[1-9][0-9]{0,3}")) {
      program.number("instances", Integer.parseInt(text), at);
    } else {
      program.put("instances", value);
    }
  }

  private void environment(JsonValue value) {
    if (value instanceof JsonObject variables) {
      variables
          .members()
          .forEach((name, inner) -> {
            if (!(inner instanceof JsonNull)) {
              keys.put(inner.at(), path + ".env." + name);
              program.in("environment", value.at()).text(name, plain(inner), inner.at());
            }
          });
    } else {
      problem(value, "env", "expected an object, found " + value.kind());
    }
  }

  private static JsonValue listed(JsonValue value) {
    return value instanceof JsonText ? new JsonArray(List.of(value), value.at()) : value;
  }

  private Optional<Long> millis(JsonValue value, String name) {
    String text = plain(value).strip();
    if (text.matches("[0-9]{1,12}")) {
      return Optional.of(Long.parseLong(text));
    }
    if (text.matches("[0-9]{1,6}[smh]")) {
      long number = Long.parseLong(text.substring(0, text.length() - 1));
      return Optional.of(
          number
              * switch (text.charAt(text.length() - 1)) {
                case 's' -> 1000L;
                case 'm' -> 60_000L;
                default -> 3_600_000L;
              });
    }
    problem(
        value,
        name,
        "expected milliseconds, or a time such as \"30s\", found \"" + Ini.cut(text) + '"');
    return Optional.empty();
  }

  private Optional<String> time(JsonValue value, String name) {
    return millis(value, name).map(millis -> millis + "ms");
  }

  private Optional<String> size(JsonValue value, String name) {
    String text = plain(value).strip().toUpperCase(Locale.ROOT).replaceFirst("([KMG])$", "$1B");
    Optional<ByteSize> size = ByteSize.parse(text);
    if (size.isEmpty()) {
      problem(value, name, "expected a size such as \"300M\", found \"" + Ini.cut(text) + '"');
    }
    return size.map(ByteSize::toString);
  }

  /** Codes after which PM2 leaves it alone. */
  private void codes() {
    one("stop_exit_codes")
        .ifPresent(value -> {
          if (!program.has("autorestart")
              || one("autorestart").filter(EcosystemApp::isTrue).isPresent()) {
            program.text("autorestart", "unexpected", value.at());
          }
          program.put(
              "exitCodes",
              value instanceof JsonArray ? value : new JsonArray(List.of(value), value.at()));
        });
    if (program.has("backoff")) {
      return;
    }
    one("restart_delay")
        .flatMap(value -> millis(value, "restart_delay"))
        .filter(millis -> millis > 0)
        .ifPresent(millis ->
            program
                .in("backoff", at("restart_delay"))
                .text("initial", millis + "ms", at("restart_delay"))
                .number("factor", 1, at("restart_delay"))
                .text("max", millis + "ms", at("restart_delay")));
  }

  private void logs() {
    Optional<JsonValue> out = one("out_file", "out", "output", "out_log");
    Optional<JsonValue> err = one("error_file", "error", "err", "err_file", "err_log");
    boolean nowhere =
        one("disable_logs").filter(EcosystemApp::isTrue).isPresent()
            || (out.filter(EcosystemApp::isNowhere).isPresent()
                && err.filter(EcosystemApp::isNowhere).isPresent());
    if (nowhere) {
      program.in("logs", app.at()).text("to", "none", app.at());
    } else {
      file(out, "stdout");
      if (out.isPresent() && out.map(Ecosystem::text).equals(err.map(Ecosystem::text))) {
        program.in("logs", app.at()).flag("mergeStderr", true, app.at());
      } else {
        file(err, "stderr");
      }
    }
    if (one("log_type").map(Ecosystem::text).orElse("").equals("json")) {
      program.in("logs", app.at()).text("prefix", "json", at("log_type"));
    } else if (one("time").filter(EcosystemApp::isTrue).isPresent()
        || one("log_date_format").isPresent()) {
      program.in("logs", app.at()).text("prefix", "time", app.at());
    }
  }

  private void file(Optional<JsonValue> value, String key) {
    value.ifPresent(file -> {
      if (isNowhere(file)) {
        remarks.add(
            new Problem(
                file.at(),
                path,
                "only both outputs together can be thrown away: " + key + " goes to a file"));
      } else if (file instanceof JsonText(String text, Location at)) {
        program.in("logs", at).text(key, absolute(text), at);
      } else {
        problem(file, key, "expected a file, found " + file.kind());
      }
    });
  }

  private static boolean isNowhere(JsonValue value) {
    String text = Ecosystem.text(value);
    return text.equals("/dev/null") || text.equals("NULL");
  }

  private void user() {
    one("gid")
        .ifPresent(group -> {
          Optional<JsonValue> user = one("uid", "user");
          if (user.isPresent()) {
            program.text("user", plain(user.get()) + ":" + plain(group), group.at());
          } else {
            remark("gid", "is left out: there is a group only beside a user");
          }
        });
  }
}
