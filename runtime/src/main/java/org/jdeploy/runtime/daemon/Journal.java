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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.supervise.Announcement;
import org.jdeploy.runtime.supervise.OperationId;
import org.jdeploy.runtime.supervise.Outcome;

/**
 * What happened, one line of JSON an event, in two files that take turns. Written by the reactor
 * thread, read by any.
 */
final class Journal {
  private static final long LARGEST = 1024 * 1024;
  private static final int REMEMBERED = 500;
  private static final int BACKLOG = 10_000;

  /** Kinds of events that are about requests, which whoever asked is told otherwise. */
  static final String OPERATION = "operation";

  static final String OUTCOME = "outcome";

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
    read(line -> parse(line).ifPresent(this::remember));
  }

  private void read(Consumer<String> lines) {
    List<Path> files = List.of(file.resolveSibling(file.getFileName() + ".1"), file);
    for (Path part : files) {
      try {
        if (Files.exists(part)) {
          String text = Files.readString(part);
          text.lines().forEach(lines);
          torn = !text.isEmpty() && !text.endsWith("\n");
        }
      } catch (IOException e) {
        log.warn("cannot read the journal " + part + ": " + e);
      }
    }
  }

  /** Empty for the torn line of a daemon that was killed. */
  private Optional<JsonObject> parse(String line) {
    try {
      Fields event = Fields.of(Json.parse(line, file.toString()));
      event.number("sequence");
      return Optional.of(event.json());
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void remember(JsonObject event) {
    sequence = Math.max(sequence, new Fields(event).number("sequence"));
    add(event);
  }

  private void add(JsonObject event) {
    recent.add(event);
    if (recent.size() > REMEMBERED) {
      recent.remove();
    }
  }

  synchronized void append(Announcement said) {
    Map<String, Object> fields = begin(said.kind(), said.program());
    said.run()
        .ifPresent(run -> {
          fields.put("instance", run.instance().slot());
          fields.put("generation", run.generation());
        });
    said.state().ifPresent(state -> fields.put("state", state.name()));
    end(fields, said.text());
  }

  /** Somebody asked for something; gives the request's number, which is used once in a home. */
  synchronized long asked(Operations.Asked asked) {
    Map<String, Object> fields = begin(OPERATION, asked.program());
    long number = sequence;
    fields.put("operation", new OperationId(number).toString());
    fields.put("verb", asked.verb());
    fields.put("target", asked.target());
    fields.put("actor", asked.actor().toJson());
    end(fields, asked.verb() + " " + asked.target() + ", asked by " + asked.actor());
    return number;
  }

  /** What came of it. */
  synchronized void ended(OperationId operation, Operations.Asked asked, Outcome outcome) {
    Map<String, Object> fields = begin(OUTCOME, asked.program());
    fields.put("operation", operation.toString());
    fields.put("verb", asked.verb());
    fields.put("target", asked.target());
    fields.put("ok", outcome instanceof Outcome.Done);
    end(fields, asked.verb() + " " + asked.target() + ": " + outcome.message());
  }

  /** Something that somebody did at once. */
  synchronized void done(String kind, String program, Actor actor, String text) {
    Map<String, Object> fields = begin(kind, program);
    fields.put("actor", actor.toJson());
    end(fields, text + ", asked by " + actor);
  }

  private Map<String, Object> begin(String kind, String program) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("sequence", ++sequence);
    fields.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    fields.put("kind", kind);
    fields.put("program", program);
    return fields;
  }

  private void end(Map<String, Object> fields, String text) {
    fields.put("text", text);
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

  /** The last events, oldest first; more than are remembered are read from the files. */
  synchronized List<JsonObject> last(int count) {
    List<JsonObject> all = new ArrayList<>(recent);
    if (count > all.size() && all.size() == REMEMBERED) {
      all.clear();
      read(line -> parse(line).ifPresent(all::add));
    }
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  Follower follow() {
    Follower follower = new Follower();
    followers.add(follower);
    return follower;
  }
}
