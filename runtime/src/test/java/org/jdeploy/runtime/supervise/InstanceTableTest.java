package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each cell of state × event, as written in {@code instance-table.txt}: the state that follows, and
 * the actions. One clustered instance; #1 is the process that counts, or did last.
 */
class InstanceTableTest {
  private static final String TABLE = "instance-table.txt";

  private static Bench applied() {
    return new Bench().apply(Specs.spec("web").startRetries(1));
  }

  private static Bench running() {
    return applied().up("web:0#1");
  }

  /** Not ready yet, and no operation waits for it. */
  private static Bench adopted() {
    return new Bench()
        .restored(Specs.spec("web").startRetries(1), 1)
        .adopted("web:0#1", Specs.spec("web"), false, false)
        .takenOver();
  }

  private static Bench backoff() {
    return applied().spawned("web:0#1").exited("web:0#1", 1);
  }

  private static Specs hooked() {
    return Specs.spec("web").startRetries(1).hooks(Hook.values());
  }

  private static Bench hookedAndRunning() {
    return new Bench().apply(hooked()).hookEnded("web:0#1", Hook.PRE_START).up("web:0#1");
  }

  private static Map<String, Supplier<Bench>> states() {
    Map<String, Supplier<Bench>> states = new LinkedHashMap<>();
    states.put("STOPPED", () -> running().stop("web").leaves("web:0#1"));
    states.put("STARTING", InstanceTableTest::adopted);
    states.put("STARTING, awaited", () -> applied().spawned("web:0#1"));
    states.put("STARTING, not spawned yet", InstanceTableTest::applied);
    states.put("RUNNING", InstanceTableTest::running);
    states.put("RUNNING, successor starting", () -> running().reload("web").spawned("web:0#2"));
    states.put("RUNNING, former draining", () -> running().reload("web").up("web:0#2"));
    states.put("BACKOFF", InstanceTableTest::backoff);
    states.put("STOPPING, draining", () -> running().stop("web"));
    states.put("STOPPING, signalled", () -> running().stop("web").drained("web:0#1"));
    states.put("STOPPING, killed", () -> running().stop("web").drained("web:0#1").deadline());
    states.put("STOPPING, not spawned yet", () -> applied().stop("web"));
    states.put("STOPPING for a restart", () -> running().restart("web"));
    states.put("STOPPING, unhealthy", () -> running().unhealthy("web:0#1"));
    states.put("STOPPING, not ready in time", () -> applied().spawned("web:0#1").deadline());
    states.put("STARTING, preStart runs", () -> new Bench().apply(hooked()));
    states.put("STOPPING, preStart runs", () -> new Bench().apply(hooked()).stop("web"));
    states.put("RUNNING, successor's preStart runs", () -> hookedAndRunning().reload("web"));
    states.put("STOPPING, preStop runs", () -> hookedAndRunning().stop("web"));
    states.put(
        "RUNNING, former's preStop runs",
        () -> hookedAndRunning().reload("web").hookEnded("web:0#2", Hook.PRE_START).up("web:0#2"));
    states.put("EXITED", () -> running().exited("web:0#1", 0));
    states.put("FATAL", () -> backoff().deadline().spawned("web:0#2").exited("web:0#2", 1));
    return states;
  }

  private static Map<String, Consumer<Bench>> events() {
    Map<String, Consumer<Bench>> events = new LinkedHashMap<>();
    events.put("start", bench -> bench.start("web"));
    events.put("stop", bench -> bench.stop("web"));
    events.put("restart", bench -> bench.restart("web"));
    events.put("reload", bench -> bench.reload("web"));
    events.put("scale to 0", bench -> bench.scale("web", 0));
    events.put("delete", bench -> bench.delete("web"));
    events.put("spawned", bench -> bench.spawned("web:0#1"));
    events.put("spawn failed", bench -> bench.spawnFailed("web:0#1"));
    events.put("ready", bench -> bench.ready("web:0#1"));
    events.put("unhealthy", bench -> bench.unhealthy("web:0#1"));
    events.put("healthy", bench -> bench.healthy("web:0#1"));
    events.put("watchdog missed", bench -> bench.watchdogMissed("web:0#1"));
    events.put("over memory", bench -> bench.overMemory("web:0#1"));
    events.put("preStart ended", bench -> bench.hookEnded("web:0#1", Hook.PRE_START));
    events.put("preStart failed", bench -> bench.hookFailed("web:0#1", Hook.PRE_START));
    events.put("preStop ended", bench -> bench.hookEnded("web:0#1", Hook.PRE_STOP));
    events.put("preStop failed", bench -> bench.hookFailed("web:0#1", Hook.PRE_STOP));
    events.put("drained", bench -> bench.drained("web:0#1"));
    events.put("exit 0", bench -> bench.exited("web:0#1", 0));
    events.put("exit 1", bench -> bench.exited("web:0#1", 1));
    events.put("successor ready", bench -> bench.ready("web:0#2"));
    events.put("successor hook", bench -> bench.hookEnded("web:0#2", Hook.PRE_START));
    events.put("successor exit", bench -> bench.exited("web:0#2", 1));
    events.put("tick too early", bench -> bench.tick());
    events.put(
        "deadline",
        bench -> {
          if (bench.untilDeadline().isPresent()) {
            bench.deadline();
          } else {
            bench.tick();
          }
        });
    return events;
  }

  /** {@code → STATE | action, action}; "–" when nothing happens at all. */
  private static String cell(Supplier<Bench> state, Consumer<Bench> event) {
    Bench bench = state.get();
    String before = stateOf(bench);
    event.accept(bench);
    String after = stateOf(bench);
    if (before.equals(after) && bench.actions().isEmpty()) {
      return "–";
    }
    return bench.actions().isEmpty() ? after : after + " | " + String.join(", ", bench.actions());
  }

  private static String stateOf(Bench bench) {
    return bench.supervisor().program("web").stream()
        .flatMap(program -> program.instances().stream())
        .map(view -> view.state().toString())
        .findFirst()
        .orElse("gone");
  }

  @TestFactory
  Stream<DynamicTest> each_cell_is_as_written() {
    Map<String, String> written = written();
    List<DynamicTest> cells = new ArrayList<>();
    states()
        .forEach((state, bench) ->
            events()
                .forEach((event, effect) -> {
                  String key = state + " × " + event;
                  cells.add(
                      DynamicTest.dynamicTest(
                          key, () -> assertThat(cell(bench, effect)).isEqualTo(written.get(key))));
                }));
    return cells.stream();
  }

  @Test
  void the_table_has_no_cells_of_its_own() {
    assertThat(written()).hasSize(states().size() * events().size());
  }

  private static Map<String, String> written() {
    Map<String, String> cells = new LinkedHashMap<>();
    String state = "";
    for (String line : read().lines().toList()) {
      if (line.startsWith("  ")) {
        String[] parts = line.strip().split(" {2,}", 2);
        cells.put(state + " × " + parts[0], parts[1]);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        state = line.strip();
      }
    }
    return cells;
  }

  private static String read() {
    try (InputStream in = InstanceTableTest.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new AssertionError(TABLE + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole table as the code has it now. */
  static String print() {
    StringBuilder text = new StringBuilder();
    states()
        .forEach((state, bench) -> {
          text.append(state).append('\n');
          events()
              .forEach((event, effect) ->
                  text.append(String.format("  %-16s %s%n", event, cell(bench, effect))));
          text.append('\n');
        });
    return text.toString();
  }
}
