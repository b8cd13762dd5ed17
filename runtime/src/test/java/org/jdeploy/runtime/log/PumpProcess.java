package org.jdeploy.runtime.log;

import java.nio.file.Path;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.program.ProgramSpec.Logs;

/** A process that only pumps, to be killed at any moment: {@code FIFO FILE MAX_SIZE|full}. */
final class PumpProcess {
  private PumpProcess() {}

  public static void main(String[] args) throws InterruptedException {
    LogPump pump =
        new LogPump(new LinuxHost(), LogReceivers.USUAL, Throwable::printStackTrace, _ -> {});
    Logs policy =
        args[2].equals("full")
            ? Programs.with(Logs.To.FILE, Logs.Prefix.FULL)
            : Programs.logs(Long.parseLong(args[2]), 10_000);
    pump.open("it", Path.of(args[0]), Path.of(args[1]), policy, Programs.SOURCE);
    Thread.currentThread().join();
  }
}
