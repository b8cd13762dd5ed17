package org.jdeploy.runtime.daemon;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.host.Reactor;

/** How other threads get something done where supervision lives. */
final class ReactorThread {
  private static final long PATIENCE_SECONDS = 20;

  private final Reactor reactor;

  ReactorThread(Reactor reactor) {
    this.reactor = reactor;
  }

  /**
   * Runs it on the reactor's thread and waits for what comes of it.
   *
   * @throws ControlException as the task throws it, and when there is no answer
   */
  <T> T ask(Supplier<T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    reactor.post(() -> {
      try {
        answer.complete(task.get());
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new ControlException(503, "jpmd is too busy, or on its way out");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlException(503, "jpmd is on its way out");
    }
  }
}
