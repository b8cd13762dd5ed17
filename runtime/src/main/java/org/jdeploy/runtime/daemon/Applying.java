package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.control.ApplyRequest;
import org.jdeploy.runtime.control.LineSink;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.program.ProgramJson;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.StartOrder;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.OperationId;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jdeploy.runtime.supervise.State;

/** Makes reality match program files. Called on a control thread. */
final class Applying {
  private final Parts parts;

  Applying(Parts parts) {
    this.parts = parts;
  }

  private record Wanted(ProgramSpec spec, Path source) {}

  void apply(ApplyRequest request, Actor actor, LineSink lines)
      throws IOException, InterruptedException {
    List<Wanted> wanted = wanted(request);
    try (Conversation conversation = new Conversation(parts.journal(), parts.lastWords())) {
      parts
          .reactor()
          .ask(() -> {
            begin(request, wanted, actor, conversation);
            return true;
          });
      conversation.run(lines, request.await());
    }
  }

  private static List<Wanted> wanted(ApplyRequest request) {
    List<Wanted> wanted = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (ApplyRequest.File file : request.files()) {
      for (JsonObject program : file.programs()) {
        ProgramSpec spec = ProgramJson.read(program);
        if (!names.add(spec.name())) {
          throw new ControlException(400, "program " + spec.name() + " is defined twice");
        }
        wanted.add(new Wanted(spec, file.source()));
      }
    }
    return wanted;
  }

  private void begin(
      ApplyRequest request, List<Wanted> wanted, Actor actor, Conversation conversation) {
    requireOrder(request, wanted);
    for (Wanted one : sorted(wanted)) {
      apply(request, one, actor, conversation);
    }
    if (request.prune()) {
      Set<String> names = new LinkedHashSet<>();
      wanted.forEach(one -> names.add(one.spec().name()));
      for (Path source : pruned(request)) {
        for (String name : parts.catalog().from(source)) {
          if (!names.contains(name)) {
            prune(request, name, actor, conversation);
          }
        }
      }
    }
    parts.catalog().update(parts.supervision().programs());
  }

  private static List<Wanted> sorted(List<Wanted> wanted) {
    Map<String, Wanted> byName = new LinkedHashMap<>();
    wanted.forEach(one -> byName.put(one.spec().name(), one));
    List<Wanted> sorted = new ArrayList<>();
    for (ProgramSpec spec : StartOrder.sorted(wanted.stream().map(Wanted::spec).toList())) {
      Optional.ofNullable(byName.get(spec.name())).ifPresent(sorted::add);
    }
    return sorted;
  }

  /** Whatever programs name in {@code requires} and {@code after} is there, and in no circle. */
  private void requireOrder(ApplyRequest request, List<Wanted> wanted) {
    Set<String> going = new LinkedHashSet<>();
    if (request.prune()) {
      pruned(request).forEach(source -> going.addAll(parts.catalog().from(source)));
    }
    List<ProgramSpec> others =
        parts.supervision().programs().stream()
            .map(ProgramView::spec)
            .filter(spec -> !going.contains(spec.name()))
            .toList();
    List<StartOrder.Problem> problems =
        StartOrder.problems(wanted.stream().map(Wanted::spec).toList(), others);
    if (!problems.isEmpty()) {
      throw new ControlException(
          400,
          problems.stream().map(StartOrder.Problem::toString).collect(Collectors.joining("\n")));
    }
  }

  /** The files whose programs are all known: those of the request, and those that are gone. */
  private List<Path> pruned(ApplyRequest request) {
    List<Path> files =
        new ArrayList<>(request.files().stream().map(ApplyRequest.File::source).toList());
    request
        .directory()
        .ifPresent(directory ->
            parts.catalog().sources().stream()
                .filter(source -> source.startsWith(directory))
                .filter(source -> !files.contains(source) && !request.broken().contains(source))
                .filter(source -> !Files.exists(source))
                .forEach(files::add));
    return files;
  }

  private void apply(ApplyRequest request, Wanted wanted, Actor actor, Conversation conversation) {
    ProgramSpec spec = wanted.spec();
    String name = spec.name();
    Optional<ProgramView> view = parts.supervision().program(name);
    List<String> differences =
        view.map(known -> Differences.between(known.spec(), spec)).orElse(List.of());
    boolean unchanged = view.isPresent() && differences.isEmpty();
    String word =
        view.isEmpty()
            ? "new"
            : !unchanged ? "changed" : request.reload() ? "unchanged, reloaded" : "unchanged";
    conversation.change(change(name, word, differences));
    if (request.dryRun()) {
      return;
    }
    parts.catalog().cameFrom(name, wanted.source());
    parts
        .supervision()
        .on(
            parts
                .operations()
                .begin(
                    Operations.Asked.of("apply", name, actor),
                    id -> event(id, request, spec, view),
                    conversation.expect(name, name)));
  }

  private Event event(
      OperationId id, ApplyRequest request, ProgramSpec spec, Optional<ProgramView> view) {
    if (view.isPresent() && view.get().spec().equals(spec)) {
      ProgramView known = view.get();
      boolean startedForThis = request.fresh() && isOfThisDaemon(known);
      if (isUpOrComing(known)
          && (startedForThis || (!request.reload() && hasInstance(known, State.STARTING)))) {
        // waits for what is under way already
        return new Event.Start(id, spec.name(), OptionalInt.empty());
      }
      if (request.reload() && request.timeout().isPresent() && runs(known)) {
        return new Event.Reload(id, spec.name(), 1, request.timeout());
      }
    }
    return new Event.Apply(id, spec, request.reload());
  }

  private static boolean isUpOrComing(ProgramView program) {
    return program.instances().stream()
        .allMatch(
            instance -> instance.state() == State.STARTING || instance.state() == State.RUNNING);
  }

  private static boolean hasInstance(ProgramView program, State state) {
    return program.instances().stream().anyMatch(instance -> instance.state() == state);
  }

  /** None of its processes was taken over. */
  private boolean isOfThisDaemon(ProgramView program) {
    return program.instances().stream()
        .flatMap(instance -> instance.run().stream())
        .noneMatch(
            run -> parts.processes().of(run).map(process -> process.takenOver).orElse(false));
  }

  private static boolean runs(ProgramView program) {
    return program.instances().stream().anyMatch(instance -> instance.pid().isPresent());
  }

  private void prune(ApplyRequest request, String name, Actor actor, Conversation conversation) {
    conversation.change(change(name, "no longer in its file, deleted", List.of()));
    if (!request.dryRun()) {
      Deletion.begin(parts, name, actor, conversation.expect(name, name));
    }
  }

  private static JsonValue change(String name, String word, List<String> differences) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("change", word);
    json.put("differences", differences);
    return JsonValue.of(json);
  }
}
