package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jdeploy.runtime.supervise.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReactorTest {
  private final LinuxHost host = new LinuxHost();
  private final BootClock clock = new BootClock();
  private final BlockingQueue<Object> news = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final Reactor reactor = new Reactor(clock, failures::add);
  private final Thread thread = new Thread(reactor::run, "reactor");

  @AfterEach
  void close() throws InterruptedException {
    reactor.close();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void wakes_for_tasks_of_other_threads_in_their_order() throws Exception {
    thread.start();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      reactor.post(() -> news.add(number));
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(next()).isEqualTo(i);
    }
  }

  @Test
  void tells_of_readable_descriptors_until_unwatched() throws Exception {
    int[] pair = host.socketPair();
    ByteBuffer buffer = ByteBuffer.allocate(10);
    AtomicInteger calls = new AtomicInteger();
    reactor.watch(
        pair[0],
        Interest.READ,
        () -> {
          calls.incrementAndGet();
          news.add(host.receive(pair[0], buffer).bytes());
          reactor.unwatch(pair[0]);
        });
    thread.start();
    host.send(pair[1], ByteBuffer.wrap(new byte[3]), -1);
    assertThat(next()).isEqualTo(3);
    host.send(pair[1], ByteBuffer.wrap(new byte[3]), -1);
    reactor.post(() -> news.add("later"));
    assertThat(next()).isEqualTo("later");
    assertThat(calls).hasValue(1);
    host.close(pair[0]);
    host.close(pair[1]);
  }

  @Test
  void a_second_watch_replaces_the_first() throws Exception {
    int[] pair = host.socketPair();
    reactor.watch(pair[0], Interest.READ, () -> news.add("never"));
    reactor.watch(
        pair[0],
        Interest.WRITE,
        () -> {
          news.add("writable");
          reactor.unwatch(pair[0]);
        });
    thread.start();
    assertThat(next()).isEqualTo("writable");
    host.close(pair[0]);
    host.close(pair[1]);
  }

  @Test
  void a_late_event_of_a_closed_descriptor_never_reaches_the_next_owner_of_its_number()
      throws Exception {
    int[] first = host.socketPair();
    int[] second = host.socketPair();
    AtomicReference<String> wrong = new AtomicReference<>("");
    // both become ready in one batch; whoever is first replaces the other by a silent socket
    Runnable replaceSecond = () -> replace(second, wrong);
    Runnable replaceFirst = () -> replace(first, wrong);
    reactor.watch(first[0], Interest.READ, once(first[0], replaceSecond));
    reactor.watch(second[0], Interest.READ, once(second[0], replaceFirst));
    host.send(first[1], ByteBuffer.allocate(1), -1);
    host.send(second[1], ByteBuffer.allocate(1), -1);
    thread.start();
    assertThat(next()).isEqualTo("replaced");
    reactor.post(() -> news.add("done"));
    assertThat(next()).isEqualTo("done");
    assertThat(wrong.get()).isEmpty();
  }

  private Runnable once(int fd, Runnable then) {
    return () -> {
      reactor.unwatch(fd);
      then.run();
    };
  }

  private void replace(int[] pair, AtomicReference<String> wrong) {
    reactor.unwatch(pair[0]);
    host.close(pair[0]);
    int[] silent = host.socketPair();
    assertThat(silent[0]).isEqualTo(pair[0]);
    reactor.watch(silent[0], Interest.READ, () -> wrong.set("event of a closed descriptor"));
    news.add("replaced");
  }

  @Test
  void timers_run_in_the_order_of_their_times_and_not_before() throws Exception {
    Instant start = clock.instant();
    for (int millis : new int[] {40, 10, 20}) {
      Instant when = start.plusMillis(millis);
      reactor.schedule(
          when,
          () -> {
            assertThat(clock.instant()).isAfterOrEqualTo(when);
            news.add(millis);
          });
    }
    thread.start();
    assertThat(List.of(next(), next(), next())).isEqualTo(List.of(10, 20, 40));
    assertThat(failures).isEmpty();
  }

  @Test
  void a_cancelled_timer_does_not_run() throws Exception {
    Instant soon = clock.instant().plusMillis(20);
    Reactor.Timer timer = reactor.schedule(soon, () -> news.add("cancelled"));
    reactor.schedule(soon, () -> news.add("kept"));
    timer.cancel();
    thread.start();
    assertThat(next()).isEqualTo("kept");
    assertThat(news).isEmpty();
  }

  @Test
  void a_deadline_that_moves_is_asked_for_again() throws Exception {
    AtomicReference<Optional<Instant>> deadline =
        new AtomicReference<>(Optional.of(clock.instant().plus(Duration.ofHours(1))));
    reactor.deadline(
        deadline::get,
        () -> {
          deadline.set(Optional.empty());
          news.add("came");
        });
    thread.start();
    reactor.post(() -> deadline.set(Optional.of(clock.instant().plusMillis(10))));
    assertThat(next()).isEqualTo("came");
  }

  @Test
  void the_end_of_a_process_is_an_event() throws Exception {
    try (Child child = Child.sh(host, "read line; exit 3")) {
      reactor.watch(
          child.pidfd(),
          Interest.READ,
          () -> {
            reactor.unwatch(child.pidfd());
            news.add(host.exitOf(child.pidfd()).orElseThrow());
          });
      thread.start();
      assertThat(next()).isInstanceOf(Exit.Code.class);
    }
  }

  @Test
  void goes_on_after_a_handler_has_failed() throws Exception {
    thread.start();
    reactor.post(() -> {
      throw new IllegalStateException("on purpose");
    });
    reactor.post(() -> news.add("alive"));
    assertThat(next()).isEqualTo("alive");
    assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("on purpose");
  }

  @Test
  void refuses_to_be_changed_by_other_threads() throws Exception {
    thread.start();
    reactor.post(() -> news.add("runs"));
    next();
    assertThatThrownBy(() -> reactor.schedule(clock.instant(), () -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void ends_when_closed_by_its_own_task() throws Exception {
    thread.start();
    reactor.post(reactor::close);
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    reactor.post(() -> news.add("too late"));
    assertThat(news).isEmpty();
  }

  @Test
  void a_task_that_posts_itself_does_not_keep_events_waiting() throws Exception {
    int[] pair = host.socketPair();
    List<String> seen = new ArrayList<>();
    reactor.watch(
        pair[0],
        Interest.READ,
        () -> {
          seen.add("event");
          reactor.unwatch(pair[0]);
          news.add("event");
        });
    thread.start();
    Runnable[] again = new Runnable[1];
    again[0] =
        () -> {
          if (seen.isEmpty()) {
            reactor.post(again[0]);
          }
        };
    reactor.post(again[0]);
    host.send(pair[1], ByteBuffer.allocate(1), -1);
    assertThat(next()).isEqualTo("event");
    host.close(pair[0]);
    host.close(pair[1]);
  }

  private Object next() throws InterruptedException {
    Object next = news.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing happened; failures: " + failures);
    }
    return next;
  }
}
