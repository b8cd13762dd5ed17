package org.jdeploy.runtime.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.json.JsonValue;

/** Sends a signal to processes because an operator wants it. Reactor thread only. */
final class Signalling {
  private final Parts parts;

  Signalling(Parts parts) {
    this.parts = parts;
  }

  /**
   * Those that got it: an array of {@code {name, instance, pid}}.
   *
   * @param word {@code HUP}, {@code sighup} or a number
   */
  JsonValue send(String word, List<String> words, Actor actor) {
    String upper = word.toUpperCase(Locale.ROOT);
    String signal = upper.startsWith("SIG") ? upper.substring(3) : upper;
    List<Targets.Target> targets = new Targets(parts.supervision().programs()).resolve(words);
    List<JsonValue> reached = new ArrayList<>();
    for (LiveProcess process : parts.processes().all()) {
      if (targets.stream().anyMatch(target -> target.covers(process.run.instance()))) {
        try {
          parts.host().signal(process.pidfd, signal);
        } catch (HostException e) {
          throw new ControlException(400, String.valueOf(e.getMessage()));
        }
        parts
            .journal()
            .done("signal", process.run.program(), actor, process.run.instance() + " SIG" + signal);
        reached.add(row(process));
      }
    }
    if (reached.isEmpty()) {
      throw new ControlException(409, "nothing runs of " + String.join(" ", words));
    }
    return JsonValue.of(reached);
  }

  private static JsonValue row(LiveProcess process) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", process.run.program());
    row.put("instance", process.run.instance().slot());
    row.put("pid", process.pid);
    return JsonValue.of(row);
  }
}
