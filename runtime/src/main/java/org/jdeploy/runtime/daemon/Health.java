package org.jdeploy.runtime.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramSpec.Check;
import org.jdeploy.runtime.supervise.Run;

/**
 * Asks processes whether they are well: Node programs over their channel, so that this very
 * instance answers, others over the network on a helper thread, or by a command. Reactor thread
 * only.
 */
final class Health implements AutoCloseable {
  private static final int HELPERS = 4;

  private final Reactor reactor;
  private final Workers workers;
  private final Errands errands;
  private final Map<Run, Errands.Running> commands = new HashMap<>();
  private final ExecutorService helpers;

  Health(Reactor reactor, Workers workers, Errands errands) {
    this.reactor = reactor;
    this.workers = workers;
    this.errands = errands;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            HELPERS,
            HELPERS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "health");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    helpers = pool;
  }

  /**
   * @param answer gets what is wrong, or nothing, on the reactor's thread, always
   */
  void ask(LiveProcess process, Check check, Duration timeout, Consumer<Optional<String>> answer) {
    switch (check) {
      case Check.Http(String url) -> ask(process, url, timeout, answer);
      case Check.Tcp(String address) -> later(() -> TcpProbe.ask(address, timeout), answer);
      case Check.Exec(String command) -> ask(process, command, timeout, answer, process.spec);
    }
  }

  private void ask(
      LiveProcess process,
      String command,
      Duration timeout,
      Consumer<Optional<String>> answer,
      ProgramSpec spec) {
    forget(process.run);
    Path own = Path.of(process.cwd);
    commands.put(
        process.run,
        errands.run(
            new Errands.Errand(
                Errands.Purpose.AWAITED,
                command,
                spec,
                process.run.instance(),
                Files.isDirectory(own) && own.isAbsolute() ? own : spec.directory(),
                Map.of("JPM_PID", String.valueOf(process.pid)),
                timeout,
                Optional.empty()),
            wrong -> {
              commands.remove(process.run);
              answer.accept(wrong);
            }));
  }

  /** The process has ended: nobody wants to know any more. */
  void forget(Run run) {
    Errands.Running command = commands.remove(run);
    if (command != null) {
      command.cancel();
    }
  }

  /** Where other questions that may take a while are asked. */
  Executor helpers() {
    return helpers;
  }

  private void ask(
      LiveProcess process, String url, Duration timeout, Consumer<Optional<String>> answer) {
    HttpProbe probe;
    try {
      probe = HttpProbe.of(url);
    } catch (IllegalArgumentException e) {
      answer.accept(Optional.of(String.valueOf(e.getMessage())));
      return;
    }
    if (Workers.answersFor(process, probe.port())) {
      workers.probe(process, probe, timeout, answer);
    } else {
      later(() -> probe.ask(timeout), answer);
    }
  }

  /** Asks on a helper thread. */
  private void later(Supplier<Optional<String>> question, Consumer<Optional<String>> answer) {
    helpers.execute(() -> {
      Optional<String> wrong = question.get();
      reactor.post(() -> answer.accept(wrong));
    });
  }

  /** What is asked, for a person. */
  static String words(Check check) {
    return switch (check) {
      case Check.Http(String url) -> url;
      case Check.Tcp(String address) -> address;
      case Check.Exec(String command) -> command;
    };
  }

  @Override
  public void close() {
    helpers.shutdownNow();
  }
}
