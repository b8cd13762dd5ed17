package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.util.List;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.supervise.Run;

/** One file for each process there is, or is about to be. Reactor thread only. */
final class RunFiles {
  private final StateFiles files;
  private final String bootId = Proc.bootId();

  RunFiles(StateFiles files) {
    this.files = files;
  }

  /** Names this boot of the machine. */
  String bootId() {
    return bootId;
  }

  void write(RunRecord record) {
    files.write(name(record.run()), record.toJson());
  }

  /** Writes down what the next jpmd must know of a process; not when that has ended. */
  void save(LiveProcess process) {
    if (!process.ended) {
      write(process.record(bootId));
    }
  }

  void delete(Run run) {
    files.delete(name(run));
  }

  List<RunRecord> readAll() throws IOException {
    return files.readAll(RunRecord::fromJson);
  }

  private static String name(Run run) {
    return run.program() + "-" + run.instance().slot() + "-" + run.generation() + ".json";
  }
}
