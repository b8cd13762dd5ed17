package org.jdeploy.runtime.daemon;

import java.util.Map;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;

/**
 * Numbers of runs, never used twice in a home: they are reserved on disk in blocks, before use.
 * Reactor thread only.
 */
final class Generations {
  private static final String FILE = "generations.json";
  private static final long BLOCK = 1000;

  private final StateFiles files;
  private long reserved;

  Generations(StateFiles files) {
    this.files = files;
    this.reserved = files.read(FILE, json -> json.number("reserved")).orElse(0L);
  }

  /** The highest number that may have been used; those after it are free. */
  long reserve() {
    long last = reserved;
    write(last + BLOCK);
    return last;
  }

  /** A number is about to be used. */
  void uses(long generation) {
    if (generation > reserved) {
      write(generation + BLOCK);
    }
  }

  private void write(long until) {
    reserved = until;
    files.write(FILE, (JsonObject) JsonValue.of(Map.of("reserved", until)));
  }
}
