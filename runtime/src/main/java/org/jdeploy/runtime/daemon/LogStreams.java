package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jdeploy.runtime.control.LineSink;
import org.jdeploy.runtime.control.LogsRequest;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.log.LogTail;
import org.jdeploy.runtime.supervise.Instance;
import org.jspecify.annotations.Nullable;

/** Sends the output of some instances to a client, merged as it comes. One control thread. */
final class LogStreams {
  private static final long POLL_MILLIS = 100;
  private static final int POLLS_BETWEEN_LOOKS = 10;

  private final LogsRequest request;
  private final Supplier<Map<Instance, Output.Files>> wanted;
  private final LineSink lines;
  private final Map<Path, Tail> tails = new LinkedHashMap<>();

  private record Tail(Instance instance, String stream, LogTail tail) {}

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
      look(request.lines());
      poll();
      long pulse = System.nanoTime() + LineSink.PULSE.toNanos();
      for (int i = 1; request.follow(); i++) {
        Thread.sleep(POLL_MILLIS);
        if (i % POLLS_BETWEEN_LOOKS == 0) {
          look(1000);
        }
        if (poll() || System.nanoTime() > pulse) {
          lines.alive();
          pulse = System.nanoTime() + LineSink.PULSE.toNanos();
        }
      }
    } finally {
      tails.values().forEach(tail -> tail.tail().close());
    }
  }

  private void look(int history) {
    Set<Path> seen = new LinkedHashSet<>();
    wanted
        .get()
        .forEach((instance, files) -> {
          if (request.out()) {
            open(instance, "out", files.out(), history, seen);
          }
          if (request.err() && !files.err().equals(files.out())) {
            open(instance, "err", files.err(), history, seen);
          }
        });
    for (Path gone : List.copyOf(tails.keySet())) {
      if (!seen.contains(gone)) {
        Tail tail = tails.remove(gone);
        if (tail != null) {
          tail.tail().close();
        }
      }
    }
  }

  private void open(Instance instance, String stream, Path file, int history, Set<Path> seen) {
    seen.add(file);
    tails.computeIfAbsent(file, _ -> new Tail(instance, stream, new LogTail(file, history)));
  }

  /** Whether there was anything. */
  private boolean poll() throws IOException {
    boolean some = false;
    for (Tail tail : tails.values()) {
      Carried carried = new Carried(tail);
      some |= tail.tail().poll(carried::line) > 0;
      if (carried.failure != null) {
        throw carried.failure;
      }
    }
    return some;
  }

  /** Takes lines from a tail, which cannot throw what the connection does. */
  private final class Carried {
    private final Tail tail;
    private @Nullable IOException failure;

    Carried(Tail tail) {
      this.tail = tail;
    }

    void line(String text) {
      if (failure != null) {
        return;
      }
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("name", tail.instance().program());
      line.put("instance", tail.instance().slot());
      line.put("stream", tail.stream());
      line.put("line", text);
      try {
        lines.line(JsonValue.of(line));
      } catch (IOException e) {
        failure = e;
      }
    }
  }
}
