package org.jdeploy.deployer.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jdeploy.deployer.engine.EngineEvent;
import org.jdeploy.deployer.engine.EngineEvent.HostChanged;
import org.jdeploy.deployer.engine.EngineEvent.Note;
import org.jdeploy.deployer.engine.EngineEvent.PhaseEnded;
import org.jdeploy.deployer.engine.EngineEvent.PhaseStarted;
import org.jdeploy.deployer.engine.EngineEvent.Planned;
import org.jdeploy.deployer.engine.EngineEvent.StepEnded;
import org.jdeploy.deployer.engine.EngineEvent.StepStarted;
import org.jdeploy.deployer.engine.EngineListener;

/**
 * Shows the engine's work as it goes: a title a phase, a line a step with each server's seconds.
 * Why something failed is told at the end, once, by {@link Summary}.
 */
public final class Progress implements EngineListener {
  private final Screen screen;
  private final Verbosity verbosity;
  private final Set<String> hosts = new LinkedHashSet<>();
  private final SequencedMap<String, StepLine> steps = new LinkedHashMap<>();

  public Progress(Screen screen, Verbosity verbosity) {
    this.screen = screen;
    this.verbosity = verbosity;
  }

  @Override
  public synchronized void on(EngineEvent event) {
    switch (event) {
      case PhaseStarted phase -> start(phase);
      case PhaseEnded phase -> end(phase);
      case Planned _ -> {}
      case StepStarted step -> line(step.id(), step.title()).start(step.host());
      case EngineEvent.StepLine line -> {
        if (verbosity == Verbosity.VERBOSE) {
          screen.print("      " + screen.look().dim(line.host() + " | ") + line.line());
        }
      }
      case StepEnded step ->
          line(step.id(), step.title()).end(step.host(), step.took(), step.problem().isEmpty());
      case HostChanged _ -> {}
      case Note note -> note(note);
    }
    draw();
  }

  private StepLine line(String id, String title) {
    return steps.computeIfAbsent(id, _ -> new StepLine(title));
  }

  private void start(PhaseStarted phase) {
    flush();
    hosts.clear();
    hosts.addAll(phase.hosts());
    if (verbosity != Verbosity.QUIET) {
      screen.print(screen.look().strong(phase.title()));
    }
  }

  private void end(PhaseEnded phase) {
    flush();
    if (!phase.success() && verbosity != Verbosity.QUIET) {
      screen.print(
          "  "
              + screen.look().cross()
              + " "
              + phase.title()
              + " failed after "
              + Seconds.of(phase.took()));
    }
  }

  private void note(Note note) {
    if (verbosity == Verbosity.QUIET && !note.warning()) {
      return;
    }
    String text = note.host().isEmpty() ? note.text() : note.host() + ": " + note.text();
    screen.print(
        note.warning() ? "  " + screen.look().warn("! " + text) : "  " + screen.look().dim(text));
  }

  /** Lines that every server of the phase has ended stay; those before them, too. */
  private void draw() {
    if (verbosity == Verbosity.QUIET) {
      return;
    }
    screen.change(List.of());
    List<String> changing = new ArrayList<>();
    boolean stays = true;
    var each = steps.values().iterator();
    while (each.hasNext()) {
      StepLine step = each.next();
      stays = stays && hosts.stream().allMatch(step::ended);
      if (stays) {
        each.remove();
        screen.print(step.show(screen.look(), hosts));
      } else {
        changing.add(step.show(screen.look(), hosts));
      }
    }
    screen.change(changing);
  }

  private void flush() {
    screen.change(List.of());
    if (verbosity != Verbosity.QUIET) {
      steps.values().forEach(step -> screen.print(step.show(screen.look(), hosts)));
    }
    steps.clear();
  }
}
