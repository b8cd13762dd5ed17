package org.jdeploy.runtime.host;

/** What a process may use of something, softly and hard alike; see setrlimit(2). */
public record ResourceLimit(Resource resource, long value) {

  /** The numbers are those of asm-generic/resource.h. */
  public enum Resource {
    /** Size of a core dump in bytes. */
    CORE(4, "core"),
    /** Processes and threads of the user. */
    PROCESSES(6, "processes"),
    OPEN_FILES(7, "openFiles");

    final int number;
    final String key;

    Resource(int number, String key) {
      this.number = number;
      this.key = key;
    }
  }
}
