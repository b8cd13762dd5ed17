package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.program.ProgramJson;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.InstanceView;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jspecify.annotations.Nullable;

/**
 * The programs jpmd knows, where each came from, and what operators made of it; on disk, so that
 * the next jpmd goes on from there. Reactor thread only.
 */
final class Catalog {
  private final StateFiles files;
  private final Map<String, Path> sources = new TreeMap<>();
  private final Map<String, Known> written = new TreeMap<>();
  private boolean frozen;

  Catalog(StateFiles files) {
    this.files = files;
  }

  /**
   * A program as written down.
   *
   * @param spec what it should run with
   * @param instances as scaled
   * @param source the file it came from
   * @param stopped slots an operator stopped
   */
  record Known(ProgramSpec spec, int instances, Path source, Set<Integer> stopped) {
    Known {
      stopped = Set.copyOf(stopped);
    }

    JsonObject toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("source", source.toString());
      json.put("instances", instances);
      json.put("stopped", new TreeSet<>(stopped));
      json.put("spec", ProgramJson.write(spec));
      return (JsonObject) JsonValue.of(json);
    }

    static Known fromJson(Fields json) {
      Set<Integer> stopped = new TreeSet<>();
      for (JsonValue item : json.items("stopped")) {
        if (item instanceof JsonNumber number) {
          stopped.add(number.value().intValue());
        }
      }
      return new Known(
          RunRecord.spec(json),
          (int) json.number("instances"),
          Path.of(json.text("source")),
          stopped);
    }
  }

  /** What a former jpmd knew. */
  List<Known> load() throws IOException {
    List<Known> all = files.readAll(Known::fromJson);
    for (Known known : all) {
      sources.put(known.spec().name(), known.source());
      written.put(known.spec().name(), known);
    }
    return all;
  }

  Optional<Path> source(String program) {
    return Optional.ofNullable(sources.get(program));
  }

  /** Programs that came from the file. */
  List<String> from(Path source) {
    return sources.entrySet().stream()
        .filter(entry -> entry.getValue().equals(source))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All files that programs came from. */
  Set<Path> sources() {
    return new TreeSet<>(sources.values());
  }

  void cameFrom(String program, Path source) {
    sources.put(program, source);
  }

  /** Writes down what has changed. */
  void update(List<ProgramView> programs) {
    if (frozen) {
      return;
    }
    Set<String> gone = new TreeSet<>(written.keySet());
    for (ProgramView program : programs) {
      gone.remove(program.name());
      Set<Integer> stopped = new TreeSet<>();
      for (InstanceView instance : program.instances()) {
        if (instance.stoppedByOperator()) {
          stopped.add(instance.instance().slot());
        }
      }
      Known now =
          new Known(
              program.spec(),
              program.target(),
              sources.getOrDefault(program.name(), Path.of("/dev/null")),
              stopped);
      if (!now.equals(written.put(program.name(), now))) {
        files.write(program.name() + ".json", now.toJson());
      }
    }
    for (String name : gone) {
      written.remove(name);
      sources.remove(name);
      files.delete(name + ".json");
    }
  }

  /** From now on nothing is written: jpmd is on its way out, which is no operator's wish. */
  void freeze() {
    frozen = true;
  }
}
