package org.jdeploy.runtime.daemon;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.program.ProgramJson;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Instance;
import org.jdeploy.runtime.supervise.Run;
import org.jspecify.annotations.Nullable;

/**
 * What the next jpmd must know about a process to take it over. Written as an intent, without a
 * pid, before the process is spawned.
 *
 * @param cookie in the process's environment and in its children's
 * @param bootId of the machine: after a restart nothing of this is true
 * @param startTime with the pid names the process
 * @param channel inode of jpmd's end of the channel, of which the process holds a duplicate
 * @param grants addresses it was given sockets for, by the number of its wish
 * @param accepting those wishes on whose sockets it accepts
 * @param listening addresses it accepts on, as the supervisor knows them
 * @param several its log files are named with the slot
 */
record RunRecord(
    Run run,
    ProgramSpec spec,
    String cookie,
    String bootId,
    OptionalInt pid,
    long startTime,
    String cwd,
    OptionalLong channel,
    SequencedMap<Long, Address> grants,
    Set<Long> accepting,
    Set<String> listening,
    Told told,
    boolean ready,
    boolean draining,
    boolean several) {

  RunRecord {
    accepting = new TreeSet<>(accepting);
    listening = new TreeSet<>(listening);
    grants = new LinkedHashMap<>(grants);
  }

  /** Of a process that is about to be. */
  static RunRecord intent(
      Run run, ProgramSpec spec, String cookie, String bootId, boolean several) {
    return new RunRecord(
        run,
        spec,
        cookie,
        bootId,
        OptionalInt.empty(),
        0,
        "",
        OptionalLong.empty(),
        new LinkedHashMap<>(),
        Set.of(),
        Set.of(),
        Told.NOTHING,
        false,
        false,
        several);
  }

  JsonObject toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("program", run.program());
    json.put("slot", run.instance().slot());
    json.put("generation", run.generation());
    json.put("cookie", cookie);
    json.put("bootId", bootId);
    json.put("pid", pid.isPresent() ? pid.getAsInt() : null);
    json.put("startTime", startTime);
    json.put("cwd", cwd);
    json.put("channel", channel.isPresent() ? channel.getAsLong() : null);
    json.put(
        "grants",
        grants.entrySet().stream()
            .map(grant ->
                Map.of(
                    "seq",
                    grant.getKey(),
                    "host",
                    grant.getValue().host(),
                    "port",
                    grant.getValue().port()))
            .toList());
    json.put("accepting", accepting);
    json.put("listening", listening);
    told.write(json);
    json.put("ready", ready);
    json.put("draining", draining);
    json.put("several", several);
    json.put("spec", ProgramJson.write(spec));
    return (JsonObject) JsonValue.of(json);
  }

  static RunRecord fromJson(Fields json) {
    SequencedMap<Long, Address> grants = new LinkedHashMap<>();
    for (Fields grant : json.objects("grants")) {
      grants.put(grant.number("seq"), new Address(grant.text("host"), (int) grant.number("port")));
    }
    Set<Long> accepting = new TreeSet<>();
    for (JsonValue item : json.items("accepting")) {
      if (item instanceof JsonNumber number) {
        accepting.add(number.value().longValue());
      }
    }
    OptionalLong pid = json.optionalLong("pid");
    return new RunRecord(
        new Run(
            new Instance(json.text("program"), (int) json.number("slot")),
            json.number("generation")),
        spec(json),
        json.text("cookie"),
        json.text("bootId"),
        pid.isPresent() ? OptionalInt.of((int) pid.getAsLong()) : OptionalInt.empty(),
        json.number("startTime"),
        json.text("cwd"),
        json.optionalLong("channel"),
        grants,
        accepting,
        Set.copyOf(json.texts("listening")),
        Told.read(json),
        json.flag("ready"),
        json.flag("draining"),
        json.flag("several"));
  }

  static ProgramSpec spec(Fields json) {
    if (json.json().get("spec") instanceof JsonObject spec) {
      return ProgramJson.read(spec);
    }
    throw new IllegalArgumentException("\"spec\" must be an object");
  }
}
