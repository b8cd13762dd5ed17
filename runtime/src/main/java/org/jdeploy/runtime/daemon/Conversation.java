package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jdeploy.runtime.control.LineSink;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.supervise.OperationId;
import org.jdeploy.runtime.supervise.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Follows requests until all have an outcome, and tells the client what happens meanwhile. Created
 * on a control thread; outcomes come from the reactor's.
 */
final class Conversation implements AutoCloseable {
  private static final Set<String> TOLD_OTHERWISE = Set.of(Journal.OPERATION, Journal.OUTCOME);

  private final Journal.Follower journal;
  private final LastWords lastWords;
  private final BlockingQueue<Ended> outcomes = new LinkedBlockingQueue<>();
  private final Set<String> pending = new LinkedHashSet<>();
  private final Set<String> programs = new LinkedHashSet<>();
  private final List<JsonValue> changes = new ArrayList<>();
  private final Map<String, OperationId> numbers = new HashMap<>();

  private record Ended(String target, Outcome outcome) {}

  Conversation(Journal journal, LastWords lastWords) {
    this.journal = journal.follow();
    this.lastWords = lastWords;
  }

  /**
   * One more request to wait for. Reactor thread, before {@link #run}.
   *
   * @param target what its outcome is told as
   * @return gets the outcome
   */
  Operations.Asker expect(String target, String program) {
    pending.add(target);
    programs.add(program);
    return new Operations.Asker() {
      @Override
      public void begun(OperationId operation) {
        numbers.put(target, operation);
      }

      @Override
      public void ended(Outcome outcome) {
        outcomes.add(new Ended(target, outcome));
      }
    };
  }

  /** Something that the result is to tell. Before {@link #run}. */
  void change(JsonValue change) {
    changes.add(change);
  }

  /** Tells what began and where to look for what becomes of it. */
  void tellBegun(LineSink lines) throws IOException {
    List<JsonValue> results = new ArrayList<>();
    for (String target : pending) {
      Map<String, @Nullable Object> json = begin(target, true);
      json.put("message", "begun as " + numbers.get(target) + ", jpm events tells the outcome");
      results.add(JsonValue.of(json));
    }
    tellResult(lines, true, results);
  }

  /** As asked for: until the last outcome, or only that it has begun. */
  void run(LineSink lines, boolean await) throws IOException, InterruptedException {
    if (await) {
      run(lines);
    } else {
      tellBegun(lines);
    }
  }

  /** Tells events until the last outcome, then the result; whether all went well. */
  boolean run(LineSink lines) throws IOException, InterruptedException {
    List<JsonValue> results = new ArrayList<>();
    boolean ok = true;
    long pulse = System.nanoTime() + LineSink.PULSE.toNanos();
    while (!pending.isEmpty()) {
      @Nullable Ended ended = outcomes.poll(50, TimeUnit.MILLISECONDS);
      tellEvents(lines);
      if (ended != null) {
        pending.remove(ended.target());
        ok &= ended.outcome() instanceof Outcome.Done;
        results.add(result(ended));
      }
      if (System.nanoTime() > pulse) {
        lines.alive();
        pulse = System.nanoTime() + LineSink.PULSE.toNanos();
      }
    }
    tellEvents(lines);
    tellResult(lines, ok, results);
    return ok;
  }

  private void tellResult(LineSink lines, boolean ok, List<JsonValue> results) throws IOException {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("ok", ok);
    result.put("changes", changes);
    result.put("programs", results);
    lines.line(Map.of("result", result));
  }

  private void tellEvents(LineSink lines) throws IOException {
    for (JsonObject event = journal.queue().poll(); event != null; event = journal.queue().poll()) {
      if (isOf(event, "program", programs) && !isOf(event, "kind", TOLD_OTHERWISE)) {
        lines.line(Map.of("event", event));
      }
    }
  }

  private static boolean isOf(JsonObject event, String member, Set<String> values) {
    return event.get(member) instanceof JsonText text && values.contains(text.value());
  }

  private Map<String, @Nullable Object> begin(String target, boolean ok) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", target);
    json.put("ok", ok);
    @Nullable OperationId operation = numbers.get(target);
    if (operation != null) {
      json.put("operation", operation.toString());
    }
    return json;
  }

  private JsonValue result(Ended ended) throws InterruptedException {
    Map<String, @Nullable Object> json =
        begin(ended.target(), ended.outcome() instanceof Outcome.Done);
    json.put("message", ended.outcome().message());
    if (ended.outcome() instanceof Outcome.Failed failed && failed.run().isPresent()) {
      List<String> output = lastWords.of(failed.run().get());
      json.put("instance", failed.run().get().instance().slot());
      json.put("output", output);
    }
    return JsonValue.of(json);
  }

  @Override
  public void close() {
    journal.close();
  }
}
