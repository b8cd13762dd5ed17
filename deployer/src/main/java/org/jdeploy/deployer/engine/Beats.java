package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdeploy.deployer.plan.Beat;
import org.jdeploy.deployer.plan.Step;

/** Tells switched servers that wait for others that the client is still there. */
final class Beats implements AutoCloseable {
  private final Session session;
  private final Step beat;
  private final Duration every;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread;

  Beats(Session session, String attempt) {
    this.session = session;
    this.beat = Beat.step(attempt, session.options.grace());
    this.every = session.options.grace().dividedBy(4);
    this.thread = Thread.ofVirtual().name("beats").start(this::run);
  }

  private void run() {
    try {
      while (!end.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        Parallel.map(
            session.reached().stream().filter(host -> host.armed).toList(),
            session.options.inFlight(),
            host -> {
              // A server that runs a step has its time from that step.
              if (host.oneStep.tryLock()) {
                try {
                  session.runner.quietly(host, beat);
                } finally {
                  host.oneStep.unlock();
                }
              }
              return host;
            });
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    try {
      thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
