package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.supervise.Announcement;

/**
 * What happened, one line of JSON an event, in two files that take turns. Written by the reactor
 * thread, read by any.
 */
final class Journal {
  private static final long LARGEST = 1024 * 1024;
  private static final int REMEMBERED = 500;
  private static final int BACKLOG = 10_000;

  private final Path file;
  private final DaemonLog log;
  private final Deque<JsonObject> recent = new ArrayDeque<>();
  private final Set<Follower> followers = new CopyOnWriteArraySet<>();
  private long sequence;

  /** The file ends in the middle of a line: its daemon was killed. */
  private boolean torn;

  /** Gets every event from its creation on, until closed. */
  final class Follower implements AutoCloseable {
    private final BlockingQueue<JsonObject> queue = new LinkedBlockingQueue<>(BACKLOG);

    BlockingQueue<JsonObject> queue() {
      return queue;
    }

    @Override
    public void close() {
      followers.remove(this);
    }
  }

  Journal(Path file, DaemonLog log) {
    this.file = file;
    this.log = log;
    load();
  }

  private void load() {
    List<Path> files = List.of(file.resolveSibling(file.getFileName() + ".1"), file);
    for (Path part : files) {
      try {
        if (Files.exists(part)) {
          String text = Files.readString(part);
          text.lines().forEach(this::remember);
          torn = !text.isEmpty() && !text.endsWith("\n");
        }
      } catch (IOException e) {
        log.warn("cannot read the journal " + part + ": " + e);
      }
    }
  }

  private void remember(String line) {
    try {
      Fields event = Fields.of(Json.parse(line, file.toString()));
      sequence = Math.max(sequence, event.number("sequence"));
      add(event.json());
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      // the torn line of a daemon that was killed
    }
  }

  private void add(JsonObject event) {
    recent.add(event);
    if (recent.size() > REMEMBERED) {
      recent.remove();
    }
  }

  synchronized void append(Announcement said) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("sequence", ++sequence);
    fields.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    fields.put("kind", said.kind());
    fields.put("program", said.program());
    said.run()
        .ifPresent(run -> {
          fields.put("instance", run.instance().slot());
          fields.put("generation", run.generation());
        });
    said.state().ifPresent(state -> fields.put("state", state.name()));
    fields.put("text", said.text());
    JsonObject event = (JsonObject) JsonValue.of(fields);
    add(event);
    followers.forEach(follower -> follower.queue().offer(event));
    write(event);
  }

  private void write(JsonObject event) {
    try {
      if (Files.exists(file) && Files.size(file) > LARGEST) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(
          file,
          (torn ? "\n" : "") + Json.compact(event) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      torn = false;
    } catch (IOException e) {
      log.warn("cannot write the journal: " + e);
    }
  }

  /** The last events, oldest first. */
  synchronized List<JsonObject> last(int count) {
    List<JsonObject> all = new ArrayList<>(recent);
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  Follower follow() {
    Follower follower = new Follower();
    followers.add(follower);
    return follower;
  }
}
