package org.jdeploy.runtime.program;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.Section;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Backoff;
import org.jdeploy.runtime.program.ProgramSpec.Hooks;
import org.jdeploy.runtime.program.ProgramSpec.Identity;
import org.jdeploy.runtime.program.ProgramSpec.Limits;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.program.ProgramSpec.Order;
import org.jdeploy.runtime.program.ProgramSpec.Restart;
import org.jdeploy.runtime.program.ProgramSpec.Schedule;
import org.jdeploy.runtime.program.ProgramSpec.Stop;
import org.jdeploy.runtime.program.ProgramSpec.Watch;

/** Reads the objects in a program, but for readiness and health. */
final class PartReader {
  private final Section in;
  private final Writing writing;

  PartReader(Section in, Writing writing) {
    this.in = in;
    this.writing = writing;
  }

  static Duration startSeconds(Section in) {
    return Duration.ofMillis(in.number("startSeconds").movePointRight(3).longValue());
  }

  Restart restart() {
    Section limit = in.section("restartLimit");
    return new Restart(
        autorestart(),
        codes("exitCodes"),
        codes("fatalExitCodes"),
        startSeconds(in),
        in.whole("startRetries"),
        backoff(),
        in.has("restartLimit")
            ? Optional.of(new Restart.Limit(limit.whole("restarts"), limit.duration("within")))
            : Optional.empty());
  }

  private Autorestart autorestart() {
    return switch (in.value("autorestart")) {
      case JsonBoolean(boolean always, _) -> always ? Autorestart.ALWAYS : Autorestart.NEVER;
      case JsonValue _ -> Autorestart.UNEXPECTED;
    };
  }

  private Set<Integer> codes(String key) {
    Set<Integer> codes = new LinkedHashSet<>();
    for (JsonValue item : in.items(key)) {
      if (item instanceof JsonNumber(var number, _)) {
        codes.add(number.intValueExact());
      }
    }
    return codes;
  }

  private Backoff backoff() {
    Section backoff = in.section("backoff");
    Backoff read =
        new Backoff(
            backoff.duration("initial"),
            backoff.number("factor").doubleValue(),
            backoff.duration("max"),
            backoff.duration("resetAfter"),
            backoff.number("jitter").doubleValue());
    if (read.initial().compareTo(read.max()) > 0) {
      writing.problem(backoff.at("initial"), "backoff.initial", "is longer than backoff.max");
    }
    return read;
  }

  Stop stop(boolean node) {
    Section stop = in.section("stop");
    if (stop.has("message") && !node) {
      writing.problem(stop.at("message"), "stop.message", "is for node programs, this one is none");
    }
    List<String> signals =
        stop.value("signal") instanceof JsonArray
            ? stop.texts("signal")
            : List.of(stop.text("signal"));
    if (signals.isEmpty()) {
      writing.problem(stop.at("signal"), "stop.signal", "has no signal in it");
    }
    return new Stop(
        signals,
        stop.optionalText("message"),
        stop.duration("timeout"),
        stop.duration("drain"),
        stop.flag("tree"));
  }

  Logs logs() {
    Section logs = in.section("logs");
    return new Logs(
        constant(Logs.To.class, logs.text("to")),
        logs.size("maxSize").bytes(),
        optional(logs, "rotateEvery", logs::duration),
        logs.whole("keep"),
        optional(logs, "maxAge", logs::duration),
        logs.size("maxTotal").bytes(),
        logs.flag("compress"),
        constant(Logs.Prefix.class, logs.text("prefix")),
        logs.flag("mergeStderr"),
        writing.path(logs, "stdout"),
        writing.path(logs, "stderr"));
  }

  Identity identity() {
    List<String> user =
        in.optionalText("user").map(text -> List.of(text.split(":"))).orElse(List.of());
    return new Identity(
        user.stream().findFirst(),
        user.stream().skip(1).findFirst(),
        in.optionalText("umask")
            .map(octal -> OptionalInt.of(Integer.parseInt(octal, 8)))
            .orElse(OptionalInt.empty()),
        optionalWhole("nice"),
        optionalWhole("oomScoreAdj"));
  }

  private OptionalInt optionalWhole(String key) {
    return in.has(key) ? OptionalInt.of(in.whole(key)) : OptionalInt.empty();
  }

  Limits limits() {
    Section limits = in.section("limits");
    return new Limits(
        size(limits, "memory"),
        limits.has("cpu")
            ? OptionalDouble.of(limits.number("cpu").doubleValue())
            : OptionalDouble.empty(),
        count(limits, "openFiles"),
        count(limits, "processes"),
        size(limits, "core"));
  }

  private static OptionalLong size(Section limits, String key) {
    return limits.has(key) ? OptionalLong.of(limits.size(key).bytes()) : OptionalLong.empty();
  }

  private static OptionalLong count(Section limits, String key) {
    return limits.has(key) ? OptionalLong.of(limits.whole(key)) : OptionalLong.empty();
  }

  Order order() {
    return new Order(
        in.optionalText("group"), in.whole("priority"), in.texts("after"), in.texts("requires"));
  }

  Schedule schedule() {
    Section schedule = in.section("schedule");
    Optional<String> zone = schedule.optionalText("timezone");
    zone.ifPresent(name -> {
      try {
        ZoneId _ = ZoneId.of(name);
      } catch (DateTimeException _) {
        writing.problem(
            schedule.at("timezone"),
            "schedule.timezone",
            "there is no time zone \"" + name + "\"; expected one such as \"Europe/Berlin\"");
      }
    });
    return new Schedule(
        cron(schedule, "start"), cron(schedule, "restart"), cron(schedule, "reload"), zone);
  }

  private Optional<String> cron(Section schedule, String key) {
    Optional<String> text = schedule.optionalText(key);
    text.ifPresent(expression -> {
      try {
        Cron _ = Cron.parse(expression);
      } catch (IllegalArgumentException e) {
        writing.problem(schedule.at(key), "schedule." + key, String.valueOf(e.getMessage()));
      }
    });
    return text;
  }

  Watch watch() {
    return new Watch(in.texts("watch"), in.texts("watchIgnore"), in.duration("watchDelay"));
  }

  Hooks hooks() {
    Section hooks = in.section("hooks");
    return new Hooks(
        hooks.optionalText("preStart"),
        hooks.optionalText("postStart"),
        hooks.optionalText("preStop"),
        hooks.optionalText("postExit"),
        hooks.duration("timeout"));
  }

  private static <T> Optional<T> optional(Section section, String key, Function<String, T> read) {
    return section.has(key) ? Optional.of(read.apply(key)) : Optional.empty();
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(java.util.Locale.ROOT));
  }
}
