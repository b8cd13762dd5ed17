package org.jdeploy.deployer.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** The same work for many servers at once, a virtual thread each. */
final class Parallel {
  private Parallel() {}

  /** Results in the order of the items; the first failure is thrown after all have ended. */
  static <T, R> List<R> map(Collection<T> items, int inFlight, Function<T, R> work) {
    Semaphore slots = new Semaphore(inFlight);
    List<Future<R>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (T item : items) {
        futures.add(
            threads.submit(() -> {
              slots.acquire();
              try {
                return work.apply(item);
              } finally {
                slots.release();
              }
            }));
      }
    }
    List<R> results = new ArrayList<>();
    for (Future<R> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new EngineException(130, "interrupted");
      }
    }
    return results;
  }
}
