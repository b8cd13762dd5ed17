package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
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
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;
  private static final int BATCH = 64;
  private static final ValueLayout.OfLong DATA = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final Duration FOREVER = Duration.ofDays(1);

  private final InstantSource clock;
  private final Consumer<Throwable> failures;
  private final Platform platform = Platform.current();
  private final MemorySegment events =
      Arena.ofAuto().allocate((long) BATCH * platform.epollEventSize, 8);
  private final MemorySegment change = Arena.ofAuto().allocate(platform.epollEventSize, 8);
  private final MemorySegment counter = Arena.ofAuto().allocate(8, 8);
  private final int epoll;
  private final int wake;
  private final Map<Integer, Watch> watches = new HashMap<>();
  private final PriorityQueue<Scheduled> timers = new PriorityQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private Supplier<Optional<Instant>> deadline = Optional::empty;
  private Runnable onDeadline = () -> {};
  private long sequence;
  private volatile @Nullable Thread thread;

  // guarded by tasks
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private boolean closed;

  private record Watch(int number, Runnable handler) {}

  /**
   * @param failures told what a task, timer or handler threw; the reactor goes on
   */
  public Reactor(InstantSource clock, Consumer<Throwable> failures) {
    this.clock = clock;
    this.failures = failures;
    epoll = Libc.check(Libc.call(Function.EPOLL_CREATE1, Descriptors.O_CLOEXEC), "cannot wait");
    wake =
        Libc.check(
            Libc.call(Function.EVENTFD, 0, Descriptors.O_CLOEXEC | Descriptors.O_NONBLOCK),
            "cannot wait");
    watch(wake, Interest.READ, this::woken);
  }

  /**
   * Runs the handler whenever the descriptor is ready (again and again while it stays so), until
   * {@link #unwatch}. A second call replaces interest and handler.
   */
  public void watch(int fd, Interest interest, Runnable handler) {
    checkThread();
    int number = (int) ++sequence;
    boolean known = watches.containsKey(fd);
    control(known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, interest.events, number);
    watches.put(fd, new Watch(number, handler));
  }

  /** To be called before the descriptor is closed; one that is not watched is ignored. */
  public void unwatch(int fd) {
    checkThread();
    if (watches.remove(fd) != null) {
      control(EPOLL_CTL_DEL, fd, 0, 0);
    }
  }

  /**
   * The number tells events of this watch from late ones of a former watch with that descriptor.
   */
  private void control(int operation, int fd, int interest, int number) {
    change.set(ValueLayout.JAVA_INT, 0, interest);
    change.set(DATA, platform.epollDataOffset, ((long) number << 32) | fd);
    Libc.check(
        Libc.call(Function.EPOLL_CTL, epoll, operation, fd, change.address()),
        "cannot watch descriptor " + fd);
  }

  /**
   * Runs a task on the reactor's thread, in the order of posting.
   *
   * @return false after the close: it will not run. What was posted before may be dropped, too.
   */
  public boolean post(Runnable task) {
    synchronized (tasks) {
      if (closed) {
        return false;
      }
      tasks.add(task);
      wakeUp();
      return true;
    }
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
      while (!isClosed()) {
        runTimers();
        waitForEvents();
        runTasks();
      }
    } finally {
      synchronized (tasks) {
        closed = true;
        tasks.clear();
      }
      Descriptors.close(epoll);
      Descriptors.close(wake);
      ended.countDown();
    }
  }

  private void waitForEvents() {
    int ready = Libc.call(Function.EPOLL_WAIT, epoll, events.address(), BATCH, waitMilliseconds());
    if (Errno.EINTR.is(ready)) {
      return;
    }
    Libc.check(ready, "cannot wait");
    for (int i = 0; i < ready; i++) {
      long data = events.get(DATA, (long) i * platform.epollEventSize + platform.epollDataOffset);
      Watch watch = watches.get((int) data);
      if (watch != null && watch.number() == (int) (data >> 32)) {
        guarded(watch.handler());
      }
    }
  }

  /** Rounded up: waking early would mean going round in circles. */
  private int waitMilliseconds() {
    synchronized (tasks) {
      if (!tasks.isEmpty() || closed) {
        return 0;
      }
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
    int count;
    synchronized (tasks) {
      count = tasks.size();
    }
    for (int i = 0; i < count && !isClosed(); i++) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.remove();
      }
      guarded(task);
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failures.accept(e);
    }
  }

  private void wakeUp() {
    // under the lock of tasks, which guards the segment and the life of the descriptor, too
    counter.set(ValueLayout.JAVA_LONG, 0, 1);
    Libc.call(Function.WRITE, wake, counter.address(), 8);
  }

  private void woken() {
    synchronized (tasks) {
      Libc.call(Function.READ, wake, counter.address(), 8);
    }
  }

  private boolean isClosed() {
    synchronized (tasks) {
      return closed;
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
    synchronized (tasks) {
      if (!closed) {
        closed = true;
        wakeUp();
      }
    }
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
