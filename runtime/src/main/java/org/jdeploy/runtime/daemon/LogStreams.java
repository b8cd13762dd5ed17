package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;
import org.jdeploy.runtime.control.LineSink;
import org.jdeploy.runtime.control.LogsRequest;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.log.LogLine;
import org.jdeploy.runtime.supervise.Instance;
import org.jspecify.annotations.Nullable;

/**
 * Sends the output of some instances to a client, in the order of time. A client that follows and
 * does not read gets what came last, and is told how much it missed. One control thread.
 */
final class LogStreams {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int POLLS_BETWEEN_LOOKS = 10;

  /** Lines before new instances are looked for. */
  private static final int TURN = 10_000;

  /** Bytes of an output that a client may be behind. */
  private static final long BEHIND = 256 * 1024;

  /** A client that reads nothing for so long is given up. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final LogsRequest request;
  private final Supplier<Map<Instance, Output.Files>> wanted;
  private final LineSink lines;
  private final Map<Path, LogStream> streams = new LinkedHashMap<>();

  /**
   * @param wanted instances and their files; asked again while following, as programs are scaled
   */
  LogStreams(LogsRequest request, Supplier<Map<Instance, Output.Files>> wanted, LineSink lines) {
    this.request = request;
    this.wanted = wanted;
    this.lines = lines;
  }

  void run() throws IOException, InterruptedException {
    try {
      look(true);
      while (send() == TURN) {}
      long pulse = System.nanoTime() + LineSink.PULSE.toNanos();
      for (int i = 1; request.follow(); i++) {
        Thread.sleep(POLL.toMillis());
        if (i % POLLS_BETWEEN_LOOKS == 0) {
          look(false);
        }
        boolean some = send() > 0;
        if (lines.ready(Duration.ZERO) && (some || System.nanoTime() > pulse)) {
          lines.alive();
          pulse = System.nanoTime() + LineSink.PULSE.toNanos();
        }
      }
    } finally {
      streams.values().forEach(LogStream::close);
    }
  }

  private void look(boolean first) {
    Set<Path> seen = new LinkedHashSet<>();
    wanted
        .get()
        .forEach((instance, files) -> {
          if (request.out()) {
            open(first, instance, "out", files.out(), seen);
          }
          if (request.err() && !files.err().equals(files.out())) {
            open(first, instance, "err", files.err(), seen);
          }
        });
    for (Path gone : List.copyOf(streams.keySet())) {
      if (!seen.contains(gone)) {
        LogStream stream = streams.remove(gone);
        if (stream != null) {
          stream.close();
        }
      }
    }
  }

  private void open(boolean first, Instance instance, String stream, Path file, Set<Path> seen) {
    seen.add(file);
    streams.computeIfAbsent(
        file,
        _ ->
            first
                ? LogStream.open(request, instance, stream, file)
                : LogStream.late(request, instance, stream, file));
  }

  private record Head(long time, int order, LogStream stream) {}

  /** Sends what there is, oldest first, up to a number of lines; how many they were. */
  private int send() throws IOException {
    PriorityQueue<Head> heads =
        new PriorityQueue<>(Comparator.comparingLong(Head::time).thenComparingInt(Head::order));
    List<LogStream> all = new ArrayList<>(streams.values());
    for (int i = 0; i < all.size(); i++) {
      add(heads, i, all.get(i));
    }
    int count = 0;
    for (Head head = heads.poll(); head != null && count < TURN; head = heads.poll()) {
      awaitClient(all);
      JsonValue skipped = head.stream().takeSkipped();
      if (skipped != null) {
        lines.line(skipped);
      }
      lines.offer(head.stream().take());
      count++;
      add(heads, head.order(), head.stream());
    }
    return count;
  }

  private static void add(PriorityQueue<Head> heads, int order, LogStream stream) {
    @Nullable LogLine line = stream.peek();
    if (line != null) {
      heads.add(new Head(line.time(), order, stream));
    }
  }

  private void awaitClient(List<LogStream> all) throws IOException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (!lines.ready(POLL)) {
      if (request.follow()) {
        all.forEach(stream -> stream.skipAllBut(BEHIND));
      }
      if (System.nanoTime() > giveUp) {
        throw new IOException("the client reads nothing");
      }
    }
  }
}
