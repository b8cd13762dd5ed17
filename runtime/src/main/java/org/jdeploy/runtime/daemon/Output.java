package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.log.Keeper;
import org.jdeploy.runtime.log.LogFiles;
import org.jdeploy.runtime.log.LogPump;
import org.jdeploy.runtime.supervise.Instance;

/**
 * Where instances print to: a FIFO for each stream, held by a keeper, moved into log files by the
 * pump. Reactor thread only.
 */
final class Output {
  private static final long PATIENCE_SECONDS = 10;

  private final LinuxHost host;
  private final Reactor reactor;
  private final JpmHome home;
  private final LogPump pump;
  private final Keeper keeper;
  private final Map<Instance, Files> files = new HashMap<>();
  private final Set<Path> fifos = new TreeSet<>();

  Output(LinuxHost host, Reactor reactor, JpmHome home, LogPump pump, Keeper keeper) {
    this.host = host;
    this.reactor = reactor;
    this.home = home;
    this.pump = pump;
    this.keeper = keeper;
  }

  /** An instance's log files; the same twice when stderr is merged. */
  record Files(Path out, Path err) {
    List<Path> distinct() {
      return out.equals(err) ? List.of(out) : List.of(out, err);
    }
  }

  /** Descriptors for a new process. */
  record Streams(int out, int err) {}

  /**
   * Makes ready for a process.
   *
   * @param ours gets the descriptors, which the process duplicates
   */
  Streams open(RunRecord record, Descriptors ours) {
    if (attach(record)) {
      Instance instance = record.run().instance();
      keeper.add(List.of(fifo(instance, "out"), fifo(instance, "err")), fifos);
    }
    int out = ours.add(host.open(fifo(record.run().instance(), "out"), readWrite()));
    boolean merge = record.spec().logs().mergeStderr();
    int err = merge ? out : ours.add(host.open(fifo(record.run().instance(), "err"), readWrite()));
    return new Streams(out, err);
  }

  private static Set<OpenFlag> readWrite() {
    return Set.of(OpenFlag.READ, OpenFlag.WRITE);
  }

  /** From now on what the instance prints is moved to its log files; whether that is news. */
  boolean attach(RunRecord record) {
    Instance instance = record.run().instance();
    Files wanted = expected(instance, record.several(), record.spec().logs().mergeStderr());
    if (wanted.equals(files.get(instance))) {
      return false;
    }
    attach(instance, "out", wanted.out(), record);
    if (!record.spec().logs().mergeStderr()) {
      attach(instance, "err", wanted.err(), record);
    }
    files.put(instance, wanted);
    return true;
  }

  /** After {@link #attach}: keepers hold the FIFOs of all instances. */
  void hold() {
    keeper.hold(fifos);
  }

  private void attach(Instance instance, String stream, Path file, RunRecord record) {
    Path fifo = fifo(instance, stream);
    host.makeFifo(fifo, 0600);
    fifos.add(fifo);
    pump.open(instance + "." + stream, fifo, file, record.spec().logs());
  }

  private Path fifo(Instance instance, String stream) {
    return home.fifos().resolve(instance.program() + "-" + instance.slot() + "." + stream);
  }

  /** Where the instance prints to, or would. */
  Files files(Instance instance, boolean several, boolean mergeStderr) {
    Files known = files.get(instance);
    return known != null ? known : expected(instance, several, mergeStderr);
  }

  private Files expected(Instance instance, boolean several, boolean mergeStderr) {
    Path directory = home.directory();
    Path out = LogFiles.out(directory, instance.program(), instance.slot(), several);
    return new Files(
        out,
        mergeStderr ? out : LogFiles.err(directory, instance.program(), instance.slot(), several));
  }

  /** The program is gone for good. */
  void forget(String program) {
    for (Instance instance : List.copyOf(files.keySet())) {
      if (instance.program().equals(program)) {
        forget(instance);
      }
    }
  }

  /** The instance is gone for good: what it printed is moved to the files, its FIFOs go. */
  private void forget(Instance instance) {
    if (files.remove(instance) == null) {
      return;
    }
    for (String stream : List.of("out", "err")) {
      Path fifo = fifo(instance, stream);
      if (fifos.remove(fifo)) {
        pump.close(instance + "." + stream)
            .whenComplete((_, _) -> reactor.post(() -> remove(fifo)));
      }
    }
    keeper.hold(fifos);
  }

  /** No program is left to print: what is still in the pipes is moved, and the keepers end. */
  void end() {
    CompletableFuture<?>[] moved =
        files.keySet().stream()
            .flatMap(instance -> Stream.of(instance + ".out", instance + ".err"))
            .map(pump::close)
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(moved).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return; // a full disk, most likely: the next jpmd may have more luck
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    List<Path> unused = List.copyOf(fifos);
    fifos.clear();
    files.clear();
    hold();
    unused.forEach(this::remove);
  }

  private void remove(Path fifo) {
    if (fifos.contains(fifo)) {
      return; // the instance is back
    }
    try {
      java.nio.file.Files.deleteIfExists(fifo);
    } catch (java.io.IOException e) {
      // it stays: an inode that the next instance of this name uses
    }
  }
}
