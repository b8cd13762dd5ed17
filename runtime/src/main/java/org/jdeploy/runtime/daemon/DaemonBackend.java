package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.InstanceStatus;
import org.jdeploy.runtime.client.JpmVersion;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.control.ApplyRequest;
import org.jdeploy.runtime.control.Backend;
import org.jdeploy.runtime.control.LineSink;
import org.jdeploy.runtime.control.LogsRequest;
import org.jdeploy.runtime.control.OperationRequest;
import org.jdeploy.runtime.host.ProcessTable;
import org.jdeploy.runtime.host.SpawnException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.program.ProgramJson;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Instance;
import org.jdeploy.runtime.supervise.InstanceView;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jspecify.annotations.Nullable;

/** Answers the control interface: on its threads, with what the reactor's thread knows. */
final class DaemonBackend implements Backend {
  /** Another one after each start and upgrade. */
  private static final String IMAGE = Cookie.random();

  private final Parts parts;
  private final Shutdown shutdown;
  private final Supplier<Upgrade> upgrade;
  private final Instant begun;

  DaemonBackend(Parts parts, Shutdown shutdown, Supplier<Upgrade> upgrade) {
    this.upgrade = upgrade;
    this.parts = parts;
    this.shutdown = shutdown;
    this.begun = parts.clock().instant();
  }

  @Override
  public JsonValue version() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", JpmVersion.current());
    json.put("pid", ProcessHandle.current().pid());
    json.put("home", parts.home().toString());
    json.put("image", IMAGE);
    json.put(
        "keptAliveBy", KeptAlive.now(System.getenv()).name().toLowerCase(java.util.Locale.ROOT));
    json.put("upgradeProblem", upgrade.get().problem());
    json.put("uptimeSeconds", Duration.between(begun, parts.clock().instant()).toSeconds());
    return JsonValue.of(json);
  }

  @Override
  public List<InstanceStatus> status(List<String> targets) {
    List<StatusRow> rows = parts.reactor().ask(() -> rows(targets));
    Instant now = parts.clock().instant();
    ProcessTable table = ProcessTable.now();
    return rows.stream().map(row -> row.complete(now, table)).toList();
  }

  private List<StatusRow> rows(List<String> words) {
    List<StatusRow> rows = new ArrayList<>();
    List<ProgramView> programs = parts.supervision().programs();
    List<Targets.Target> targets =
        words.isEmpty() ? List.of() : new Targets(programs).resolve(words);
    for (ProgramView program : programs) {
      for (InstanceView instance : program.instances()) {
        if (words.isEmpty()
            || targets.stream().anyMatch(target -> target.covers(instance.instance()))) {
          rows.add(
              StatusRow.of(
                  program,
                  instance,
                  parts.processes(),
                  files(program, instance),
                  parts.output().dropped(instance.instance())));
        }
      }
    }
    return rows;
  }

  private Output.Files files(ProgramView program, InstanceView instance) {
    return parts
        .output()
        .files(
            instance.instance(),
            program.target() > 1 || instance.instance().slot() > 0,
            program.spec().logs());
  }

  private record Shown(ProgramView program, String source, List<StatusRow> rows) {}

  @Override
  public JsonValue show(String name) {
    Shown shown =
        parts
            .reactor()
            .ask(() -> {
              List<StatusRow> rows = rows(List.of(name));
              Optional<ProgramView> program = parts.supervision().program(name);
              return new Shown(
                  program.orElseThrow(
                      () -> new ControlException(400, "\"" + name + "\" is no program")),
                  parts.catalog().source(name).map(Object::toString).orElse(""),
                  rows);
            });
    Instant now = parts.clock().instant();
    ProcessTable table = ProcessTable.now();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("source", shown.source());
    json.put("reloading", shown.program().reloading());
    json.put("instancesWanted", shown.program().target());
    json.put("spec", masked(ProgramJson.write(shown.program().spec())));
    json.put("instances", shown.rows().stream().map(row -> shown(shown, row, now, table)).toList());
    return JsonValue.of(json);
  }

  private static JsonValue masked(JsonObject spec) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>(spec.members());
    if (spec.get("environment") instanceof JsonObject environment) {
      Map<String, @Nullable Object> variables = new LinkedHashMap<>();
      environment
          .members()
          .forEach((variable, value) ->
              variables.put(
                  variable,
                  value instanceof JsonText text
                      ? Secrets.mask(variable, text.value())
                      : Secrets.HIDDEN));
      members.put("environment", JsonValue.of(variables));
    }
    return JsonValue.of(members);
  }

  @Override
  public JsonValue environment(String name) {
    ProgramSpec spec =
        parts
            .reactor()
            .ask(() -> parts.supervision().program(name))
            .map(ProgramView::spec)
            .orElseThrow(() -> new ControlException(400, "\"" + name + "\" is no program"));
    try {
      Map<String, @Nullable Object> shown = new LinkedHashMap<>();
      ProgramEnvironment.of(spec, 0, "new", System.getenv(), ProgramConditions.user(spec))
          .forEach((variable, value) -> shown.put(variable, Secrets.mask(variable, value)));
      return JsonValue.of(shown);
    } catch (IOException | SpawnException e) {
      throw new ControlException(500, name + ": " + e.getMessage());
    }
  }

  private static JsonValue shown(Shown shown, StatusRow row, Instant now, ProcessTable table) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.putAll(((JsonObject) row.complete(now, table).toJson()).members());
    boolean toFile = shown.program().spec().logs().to() == ProgramSpec.Logs.To.FILE;
    json.put(
        "logs", toFile ? row.logs().distinct().stream().map(Object::toString).toList() : List.of());
    return JsonValue.of(json);
  }

  @Override
  public void apply(ApplyRequest request, Actor actor, LineSink lines)
      throws IOException, InterruptedException {
    new Applying(parts).apply(request, actor, lines);
  }

  @Override
  public void operate(OperationRequest request, Actor actor, LineSink lines)
      throws IOException, InterruptedException {
    new Operating(parts).operate(request, actor, lines);
  }

  @Override
  public JsonValue signal(String signal, List<String> targets, Actor actor) {
    return parts.reactor().ask(() -> new Signalling(parts).send(signal, targets, actor));
  }

  @Override
  public void logs(LogsRequest request, LineSink lines) throws IOException, InterruptedException {
    logFiles(request.targets());
    new LogStreams(request, () -> logFilesOrNone(request.targets()), lines).run();
  }

  @Override
  public JsonValue treatLogs(boolean rotate, List<String> targets, Actor actor)
      throws InterruptedException {
    List<LogTreatment.Item> items =
        parts
            .reactor()
            .ask(() -> {
              List<LogTreatment.Item> found = new ArrayList<>();
              for (StatusRow row : rows(targets)) {
                Instance instance = row.view().instance();
                parts
                    .supervision()
                    .program(instance.program())
                    .ifPresent(program ->
                        row.logs()
                            .distinct()
                            .forEach(file ->
                                found.add(
                                    new LogTreatment.Item(instance, file, program.spec().logs()))));
              }
              found.stream()
                  .map(item -> item.instance().program())
                  .distinct()
                  .forEach(program ->
                      parts
                          .journal()
                          .done(
                              rotate ? "rotate" : "flush",
                              program,
                              actor,
                              (rotate ? "rotate" : "flush") + " of log files"));
              return found;
            });
    return LogTreatment.treat(parts.output(), items, rotate);
  }

  private Map<Instance, Output.Files> logFiles(List<String> targets) {
    Map<Instance, Output.Files> files = new LinkedHashMap<>();
    parts
        .reactor()
        .ask(() -> rows(targets))
        .forEach(row -> files.put(row.view().instance(), row.logs()));
    return files;
  }

  /** While a client follows, programs may go. */
  private Map<Instance, Output.Files> logFilesOrNone(List<String> targets) {
    try {
      return logFiles(targets);
    } catch (ControlException e) {
      return Map.of();
    }
  }

  @Override
  public void events(int last, boolean follow, LineSink lines)
      throws IOException, InterruptedException {
    try (Journal.Follower follower = parts.journal().follow()) {
      for (JsonObject event : parts.journal().last(last)) {
        lines.line(event);
      }
      while (follow) {
        @Nullable JsonObject event =
            follower.queue().poll(LineSink.PULSE.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
          lines.alive();
        } else {
          lines.line(event);
        }
      }
    }
  }

  @Override
  public JsonValue upgrade(List<String> command, Actor actor) {
    return upgrade.get().begin(command, actor);
  }

  @Override
  public void shutdown(boolean keepPrograms, Actor actor, LineSink lines)
      throws IOException, InterruptedException {
    shutdown.run(keepPrograms, actor, lines);
  }
}
