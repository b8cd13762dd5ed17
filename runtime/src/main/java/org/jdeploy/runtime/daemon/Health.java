package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.Reactor;

/**
 * Asks processes whether they are well: Node programs over their channel, so that this very
 * instance answers, others over the network on a helper thread. Reactor thread only.
 */
final class Health implements AutoCloseable {
  private static final int HELPERS = 4;

  private final Reactor reactor;
  private final Workers workers;
  private final ExecutorService helpers;

  Health(Reactor reactor, Workers workers) {
    this.reactor = reactor;
    this.workers = workers;
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
  void ask(LiveProcess process, String url, Duration timeout, Consumer<Optional<String>> answer) {
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
      helpers.execute(() -> {
        Optional<String> wrong = probe.ask(timeout);
        reactor.post(() -> answer.accept(wrong));
      });
    }
  }

  @Override
  public void close() {
    helpers.shutdownNow();
  }
}
