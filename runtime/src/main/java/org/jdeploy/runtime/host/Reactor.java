package org.jdeploy.runtime.host;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for descriptors, timers and tasks, and runs what was asked for. {@link
 * #post} and {@link #close} may be called from any thread, all else from the thread in {@link #run}
 * or before it.
 */
public final class Reactor implements AutoCloseable {
  private static final Duration FOREVER = Duration.ofDays(1);

  private final InstantSource clock;
  private final Consumer<Throwable> failures;
  private final Epoll epoll = new Epoll();
  private final Tasks tasks = new Tasks();
  private final Map<Integer, Watch> watches = new HashMap<>();
  private final PriorityQueue<Scheduled> timers = new PriorityQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private Supplier<Optional<Instant>> deadline = Optional::empty;
  private Runnable onDeadline = () -> {};
  private long sequence;
  private volatile @Nullable Thread thread;

  /**
   * @param number tells events of this watch from late ones of a former watch of the descriptor
   */
  private record Watch(int number, Runnable handler) {}

  /**
   * @param failures told what a task, timer or handler threw; the reactor goes on
   */
  public Reactor(InstantSource clock, Consumer<Throwable> failures) {
    this.clock = clock;
    this.failures = failures;
    watch(tasks.descriptor(), Interest.READ, tasks::rearm);
  }

  /**
   * Runs the handler whenever the descriptor is ready (again and again while it stays so), until
   * {@link #unwatch}. A second call replaces interest and handler.
   */
  public void watch(int fd, Interest interest, Runnable handler) {
    checkThread();
    int number = (int) ++sequence;
    long data = ((long) number << 32) | fd;
    if (watches.containsKey(fd)) {
      epoll.change(fd, interest, data);
    } else {
      epoll.add(fd, interest, data);
    }
    watches.put(fd, new Watch(number, handler));
  }

  /** To be called before the descriptor is closed; one that is not watched is ignored. */
  public void unwatch(int fd) {
    checkThread();
    if (watches.remove(fd) != null) {
      epoll.remove(fd);
    }
  }

  /**
   * Runs a task on the reactor's thread, in the order of posting.
   *
   * @return false after the close: it will not run. What was posted before may be dropped, too.
   */
  public boolean post(Runnable task) {
    return tasks.add(task);
  }

  /** Runs a task once, when the clock has come to the instant. */
  public Timer schedule(Instant when, Runnable task) {
    checkThread();
    Scheduled timer = new Scheduled(when, ++sequence, task);
    timers.add(timer);
    return () -> {
      checkThread();
      timers.remove(timer);
    };
  }

  /**
   * Asks for a deadline whenever it is about to wait, and runs the task when that has come: for
   * what moves its deadline with each event.
   */
  public void deadline(Supplier<Optional<Instant>> deadline, Runnable task) {
    checkThread();
    this.deadline = deadline;
    this.onDeadline = task;
  }

  /** Works until {@link #close}, on the calling thread. */
  public void run() {
    checkThread();
    thread = Thread.currentThread();
    try {
      while (!tasks.isClosed()) {
        runTimers();
        runHandlers(epoll.await(waitMilliseconds()));
        runTasks();
      }
    } finally {
      tasks.free();
      epoll.close();
      ended.countDown();
    }
  }

  private void runHandlers(int ready) {
    for (int i = 0; i < ready; i++) {
      long data = epoll.data(i);
      Watch watch = watches.get((int) data);
      if (watch != null && watch.number() == (int) (data >> 32)) {
        guarded(watch.handler());
      }
    }
  }

  private void runTimers() {
    Instant now = clock.instant();
    while (timers.peek() != null && !timers.peek().when().isAfter(now)) {
      guarded(timers.remove().task());
    }
    if (deadline.get().filter(when -> !when.isAfter(now)).isPresent()) {
      guarded(onDeadline);
    }
  }

  /** Only those that are there now: a task that posts itself must not keep events waiting. */
  private void runTasks() {
    for (int count = tasks.size(); count > 0 && !tasks.isClosed(); count--) {
      Runnable task = tasks.poll();
      if (task != null) {
        guarded(task);
      }
    }
  }

  /** Rounded up: waking early would mean going round in circles. */
  private int waitMilliseconds() {
    if (tasks.size() > 0 || tasks.isClosed()) {
      return 0;
    }
    Optional<Instant> next = deadline.get();
    Scheduled timer = timers.peek();
    if (timer != null && (next.isEmpty() || timer.when().isBefore(next.get()))) {
      next = Optional.of(timer.when());
    }
    if (next.isEmpty()) {
      return -1;
    }
    Duration left = Duration.between(clock.instant(), next.get());
    if (left.isNegative()) {
      return 0;
    }
    Duration wait = left.compareTo(FOREVER) < 0 ? left : FOREVER;
    return (int) wait.plusNanos(999_999).toMillis();
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failures.accept(e);
    }
  }

  private void checkThread() {
    Thread runner = thread;
    if (runner != null && !runner.equals(Thread.currentThread())) {
      throw new IllegalStateException("not the reactor's thread: post it");
    }
  }

  /** Ends {@link #run} after the task at hand; waits for that unless called by it. */
  @Override
  public void close() {
    tasks.close();
    Thread runner = thread;
    if (runner == null || runner.equals(Thread.currentThread())) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something scheduled. */
  public interface Timer {
    /** From the reactor's thread; nothing happens when it has run. */
    void cancel();
  }

  private record Scheduled(Instant when, long number, Runnable task)
      implements Comparable<Scheduled> {
    @Override
    public int compareTo(Scheduled other) {
      int byTime = when.compareTo(other.when);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }
}
