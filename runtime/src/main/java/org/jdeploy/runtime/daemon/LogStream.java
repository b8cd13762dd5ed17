package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jdeploy.runtime.control.LogsRequest;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.log.LogLine;
import org.jdeploy.runtime.log.LogTail;
import org.jdeploy.runtime.supervise.Instance;
import org.jspecify.annotations.Nullable;

/** Those lines of one output that a client wants, one at a time. Used by one thread. */
final class LogStream implements AutoCloseable {
  private final Instance instance;
  private final String stream;
  private final LogTail tail;
  private final Predicate<LogLine> wanted;
  private final boolean toTheEnd;
  private long passOver;
  private long skipped;
  private @Nullable LogLine next;

  private LogStream(
      Instance instance,
      String stream,
      LogTail tail,
      Predicate<LogLine> wanted,
      long passOver,
      boolean toTheEnd) {
    this.instance = instance;
    this.stream = stream;
    this.tail = tail;
    this.wanted = wanted;
    this.passOver = passOver;
    this.toTheEnd = toTheEnd;
  }

  static LogStream open(LogsRequest request, Instance instance, String stream, Path file) {
    Predicate<LogLine> wanted =
        line ->
            (request.since().isEmpty() || line.time() >= request.since().get().toEpochMilli())
                && (request.grep().isEmpty() || request.grep().get().matcher(line.text()).find());
    boolean filtered = request.since().isPresent() || request.grep().isPresent();
    boolean end = !request.follow();
    if (!filtered) {
      int lines = request.lines().orElse(Integer.MAX_VALUE);
      return new LogStream(instance, stream, new LogTail(file, lines), wanted, 0, end);
    }
    long from = request.since().map(java.time.Instant::toEpochMilli).orElse(0L);
    long passOver = 0;
    if (request.lines().isPresent()) {
      // so that nothing has to be remembered: once to count, once more to tell
      try (LogStream counted =
          new LogStream(instance, stream, LogTail.since(file, from), wanted, 0, end)) {
        while (counted.peek() != null) {
          counted.take();
          passOver++;
        }
      }
      passOver = Math.max(0, passOver - request.lines().getAsInt());
    }
    return new LogStream(instance, stream, LogTail.since(file, from), wanted, passOver, end);
  }

  /** Of an instance that came later: from its beginning. */
  static LogStream late(LogsRequest request, Instance instance, String stream, Path file) {
    Predicate<LogLine> wanted =
        line -> request.grep().isEmpty() || request.grep().get().matcher(line.text()).find();
    return new LogStream(instance, stream, new LogTail(file, 1000), wanted, 0, false);
  }

  /** The line that {@link #take} will give, null while there is none. */
  @Nullable LogLine peek() {
    while (next == null) {
      LogLine line = tail.next();
      if (line == null && toTheEnd) {
        line = tail.rest();
      }
      if (line == null) {
        return null;
      }
      if (wanted.test(line)) {
        if (passOver > 0) {
          passOver--;
        } else {
          next = line;
        }
      }
    }
    return next;
  }

  JsonValue take() {
    LogLine line = next;
    next = null;
    Map<String, @Nullable Object> json = head(line == null ? 0 : line.time());
    json.put("line", line == null ? "" : line.text());
    return JsonValue.of(json);
  }

  private Map<String, @Nullable Object> head(long time) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("time", java.time.Instant.ofEpochMilli(time).toString());
    json.put("name", instance.program());
    json.put("instance", instance.slot());
    json.put("stream", stream);
    return json;
  }

  /** Drops what is more than the client may be behind. */
  void skipAllBut(long keep) {
    skipped += tail.skipAllBut(keep);
  }

  /** What to say of bytes that were dropped; null when there are none. */
  @Nullable JsonValue takeSkipped() {
    if (skipped == 0) {
      return null;
    }
    Map<String, @Nullable Object> json = head(System.currentTimeMillis());
    json.put("skipped", skipped);
    json.put("line", "[jpm: skipped " + skipped + " bytes]");
    skipped = 0;
    return JsonValue.of(json);
  }

  @Override
  public void close() {
    tail.close();
  }
}
