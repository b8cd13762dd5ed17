package org.jdeploy.deployer.ssh;

/** Gets what a step prints, line by line. */
@FunctionalInterface
public interface OutputListener {
  /** Ignores everything. */
  OutputListener NONE = (_, _) -> {};

  /** A line without its end; lines beyond 64 KiB come in pieces. */
  void line(StreamKind stream, String line);

  /** Where a line was printed. Only the order of lines of the same stream is kept. */
  enum StreamKind {
    OUT,
    ERR
  }
}
