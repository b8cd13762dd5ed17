package org.jdeploy.runtime.program;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jdeploy.runtime.json.Section;
import org.jdeploy.runtime.program.ProgramSpec.Check;
import org.jdeploy.runtime.program.ProgramSpec.Health;
import org.jdeploy.runtime.program.ProgramSpec.Listen;
import org.jdeploy.runtime.program.ProgramSpec.Ready;

/** Reads when a program is ready and how its health is checked. */
final class ReadinessReader {
  private final Section in;
  private final Writing writing;

  ReadinessReader(Section in, Writing writing) {
    this.in = in;
    this.writing = writing;
  }

  Ready ready(boolean cluster, boolean node, List<Listen> listen) {
    Section ready = in.section("ready");
    Ready.On on = on(ready, cluster || !listen.isEmpty());
    Duration delay = ready.has("delay") ? ready.duration("delay") : PartReader.startSeconds(in);
    Duration timeout = ready.duration("timeout");
    if (on == Ready.On.DELAY && delay.compareTo(timeout) >= 0) {
      writing.problem(
          ready.at("timeout"),
          "ready.timeout",
          "must be longer than the delay after which it is ready (ready.delay or startSeconds)");
    }
    if (on == Ready.On.MESSAGE && !node) {
      writing.problem(
          ready.at("on"), "ready.on", "\"message\" is for node programs, this one is none");
    }
    if (on == Ready.On.LISTENING && !node && listen.isEmpty()) {
      writing.problem(
          in.has("ready") ? ready.at("on") : in.at("cluster"),
          "ready.on",
          "\"listening\" can be seen of node programs and of declared sockets:"
              + " add \"listen\" or another \"ready.on\"");
    }
    Section logs = in.section("logs");
    if (on == Ready.On.LOG && logs.has("to") && !logs.text("to").equals("file")) {
      writing.problem(
          logs.at("to"), "logs.to", "must be \"file\": the program is ready by a line of its log");
    }
    for (Ready.On kind : List.of(Ready.On.HTTP, Ready.On.TCP, Ready.On.LOG)) {
      agree(ready, on, kind);
    }
    return new Ready(on, timeout, delay, check(ready, on), log(ready, on));
  }

  private static Ready.On on(Section ready, boolean hasSockets) {
    Optional<String> written = ready.optionalText("on");
    if (written.isPresent()) {
      return Stream.of(Ready.On.values())
          .filter(on -> word(on).equals(written.get()))
          .findFirst()
          .orElseThrow();
    }
    return Stream.of(Ready.On.HTTP, Ready.On.TCP, Ready.On.LOG)
        .filter(kind -> ready.has(word(kind)))
        .findFirst()
        .orElse(hasSockets ? Ready.On.LISTENING : Ready.On.DELAY);
  }

  /** A key such as {@code http} is there when it is what makes the program ready, only then. */
  private void agree(Section ready, Ready.On on, Ready.On kind) {
    String key = word(kind);
    if (on == kind && !ready.has(key)) {
      writing.problem(
          ready.at("on"), "ready.on", "\"" + key + "\" needs \"ready." + key + "\" beside it");
    } else if (on != kind && ready.has(key)) {
      writing.problem(
          ready.at(key),
          "ready." + key,
          "means nothing here: the program is ready on \"" + word(on) + "\"");
    }
  }

  private static String word(Ready.On on) {
    return on.name().toLowerCase(java.util.Locale.ROOT);
  }

  private Optional<Check> check(Section ready, Ready.On on) {
    return switch (on) {
      case HTTP -> ready.optionalText("http").map(url -> http(ready, "ready", url));
      case TCP -> ready.optionalText("tcp").map(address -> tcp(ready, "ready", address));
      case LISTENING, MESSAGE, NOTIFY, LOG, DELAY, NONE -> Optional.empty();
    };
  }

  private Optional<String> log(Section ready, Ready.On on) {
    Optional<String> regex = on == Ready.On.LOG ? ready.optionalText("log") : Optional.empty();
    regex.ifPresent(text -> {
      try {
        Pattern.compile(text);
      } catch (PatternSyntaxException e) {
        writing.problem(
            ready.at("log"), "ready.log", "is no regular expression: " + e.getDescription());
      }
    });
    return regex;
  }

  Health health() {
    Section health = in.section("health");
    List<String> kinds = Stream.of("http", "tcp", "exec").filter(health::has).toList();
    if (kinds.size() != 1) {
      writing.problem(
          health.object().at(), "health", "needs one of http, tcp and exec" + found(kinds));
    }
    Check check =
        health.has("http")
            ? http(health, "health", health.text("http"))
            : health.has("tcp")
                ? tcp(health, "health", health.text("tcp"))
                : new Check.Exec(health.optionalText("exec").orElse(""));
    return new Health(
        check,
        health.duration("every"),
        health.duration("timeout"),
        health.whole("failures"),
        health.text("onFailure").equals("restart")
            ? Health.OnFailure.RESTART
            : Health.OnFailure.REPORT);
  }

  private static String found(List<String> kinds) {
    return kinds.isEmpty() ? "" : ", found " + String.join(" and ", kinds);
  }

  private Check http(Section section, String key, String http) {
    try {
      if (new URI(http).getHost() == null) {
        writing.problem(section.at("http"), key + ".http", "has no host in it: \"" + http + "\"");
      }
    } catch (URISyntaxException e) {
      writing.problem(section.at("http"), key + ".http", "is no address: " + e.getReason());
    }
    return new Check.Http(http);
  }

  private Check tcp(Section section, String key, String address) {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    if (port < 1 || port > 65_535) {
      writing.problem(section.at("tcp"), key + ".tcp", "has no port from 1 to 65535");
    }
    return new Check.Tcp(address);
  }
}
