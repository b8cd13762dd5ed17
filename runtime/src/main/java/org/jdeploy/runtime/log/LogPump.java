package org.jdeploy.runtime.log;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Pending;
import org.jdeploy.runtime.program.ProgramSpec.Logs;

/**
 * Moves what programs print from FIFOs to log files, on its own thread. May be called from any
 * thread.
 */
public final class LogPump implements AutoCloseable {

  public LogPump(LinuxHost host) {}

  /**
   * From now on the FIFO's bytes go to the end of the file, which is created when needed together
   * with its directory. Several FIFOs may share a file.
   *
   * @param key names it in {@link #close(String)}; one that is open already is closed first
   */
  public void open(String key, Path fifo, Path file, Logs policy) {
    Pending.body();
  }

  /** Done when all that is in the FIFO has been moved to the file and the FIFO is closed. */
  public CompletableFuture<Void> close(String key) {
    return Pending.body();
  }

  /** Bytes that could not be written, since the pump was started: the disk was full. */
  public long dropped(String key) {
    return Pending.body();
  }

  /** Stops the thread. What is in the FIFOs stays there for the next pump. */
  @Override
  public void close() {
    Pending.body();
  }
}
