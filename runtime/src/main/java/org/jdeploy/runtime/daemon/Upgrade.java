package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.control.ControlServer;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.json.JsonValue;

/**
 * Has jpmd become another version of itself: the same process, still the parent of its programs,
 * with their sockets and channels open all the time. What it knows it finds in its state.
 */
final class Upgrade {
  private static final Duration MOMENT = Duration.ofMillis(150);

  /** Requests under way are waited for; a reload may take long. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Parts parts;
  private final Reactor reactor;
  private final SlotSockets sockets;
  private final ControlServer server;
  private volatile String problem = "";

  Upgrade(Parts parts, Reactor reactor, SlotSockets sockets, ControlServer server) {
    this.parts = parts;
    this.reactor = reactor;
    this.sockets = sockets;
    this.server = server;
  }

  /** What went wrong with the last one; empty when nothing did. */
  String problem() {
    return problem;
  }

  /**
   * Soon, and when no request is under way any more.
   *
   * @param command the new jpmd in the foreground; its first word an absolute path
   */
  JsonValue begin(List<String> command, Actor actor) {
    if (command.isEmpty() || !command.getFirst().startsWith("/")) {
      throw new ControlException(400, "\"command\" must begin with an absolute path");
    }
    Path executable = Path.of(command.getFirst());
    if (!Files.isExecutable(executable)) {
      throw new ControlException(400, executable + " is nothing that can be executed");
    }
    problem = "";
    parts
        .reactor()
        .ask(() -> {
          int programs = parts.processes().all().size();
          parts
              .journal()
              .done(
                  "upgrade",
                  "jpmd",
                  actor,
                  "becomes " + executable + ", " + programs + " processes go on");
          Instant now = parts.clock().instant();
          reactor.schedule(now.plus(MOMENT), () -> attempt(command, now.plus(PATIENCE)));
          return true;
        });
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("begun", true);
    return JsonValue.of(json);
  }

  private void attempt(List<String> command, Instant deadline) {
    Instant now = parts.clock().instant();
    if (!parts.operations().isIdle() && now.isBefore(deadline)) {
      reactor.schedule(now.plus(MOMENT), () -> attempt(command, deadline));
      return;
    }
    List<Integer> kept = new ArrayList<>(sockets.descriptors());
    for (LiveProcess process : parts.processes().all()) {
      process.link.map(WorkerLink::descriptor).filter(fd -> fd >= 0).ifPresent(kept::add);
    }
    List<Integer> open = new ArrayList<>(kept);
    open.add(server.descriptor());
    open.addAll(lock());
    try {
      parts.processes().all().forEach(parts.processes()::save);
      open.forEach(fd -> parts.host().closeOnExec(fd, false));
      parts.log().info("becomes " + String.join(" ", command));
      parts
          .host()
          .become(
              Path.of(command.getFirst()),
              command,
              Inherited.environment(System.getenv(), kept, server.descriptor()));
    } catch (HostException e) {
      problem = "jpmd goes on as it was: " + e.getMessage();
      parts.log().warn(problem);
      open.forEach(fd -> parts.host().closeOnExec(fd, true));
    }
  }

  /** The home's lock is this process's as long as its file is open. */
  private List<Integer> lock() {
    String lock;
    try {
      lock = parts.home().lock().toRealPath().toString();
    } catch (IOException e) {
      return List.of();
    }
    return Proc.descriptors((int) ProcessHandle.current().pid()).entrySet().stream()
        .filter(entry -> entry.getValue().equals(lock))
        .map(Map.Entry::getKey)
        .toList();
  }
}
