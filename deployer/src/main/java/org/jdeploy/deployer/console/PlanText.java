package org.jdeploy.deployer.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jdeploy.deployer.plan.PayloadSource;
import org.jdeploy.deployer.plan.Phase;
import org.jdeploy.deployer.plan.Plan;
import org.jdeploy.deployer.plan.RenderedFile;
import org.jdeploy.deployer.plan.Step;
import org.jdeploy.deployer.plan.Wave;

/** A plan as a person reads it; servers with the very same steps share them. */
public final class PlanText {
  private final Plan plan;
  private final Look look;
  private final boolean scripts;

  /**
   * @param scripts whether the shell scripts are shown, too
   */
  public PlanText(Plan plan, Look look, boolean scripts) {
    this.plan = plan;
    this.look = look;
    this.scripts = scripts;
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    String what = plan.kind() == Plan.Kind.DEPLOY ? "Deploy " : "Roll back to ";
    lines.add(
        look.strong(
            what + plan.release() + " of " + plan.application() + " (" + plan.stage() + ")"));
    if (!plan.sha().isEmpty()) {
      lines.add("  commit " + plan.sha());
    }
    plan.servers()
        .forEach((name, server) ->
            lines.add("  " + name + ": live is " + server.live().orElse("nothing")));
    plan.warnings().forEach(warning -> lines.add(look.warn("! " + warning)));
    if (plan.nothingToDo()) {
      lines.add("Nothing to do: it is live everywhere.");
    }
    plan.phases().forEach(phase -> phase(phase, lines));
    return lines;
  }

  private void phase(Phase phase, List<String> lines) {
    for (Wave wave : phase.waves()) {
      String title =
          phase.name().name().charAt(0) + phase.name().name().substring(1).toLowerCase(Locale.ROOT);
      lines.add(look.strong(wave.title().isEmpty() ? title : title + ", " + wave.title()));
      SequencedMap<List<String>, List<String>> alike = new LinkedHashMap<>();
      wave.steps()
          .forEach((server, steps) ->
              alike.computeIfAbsent(describe(steps), _ -> new ArrayList<>()).add(server));
      alike.forEach((steps, servers) -> {
        lines.add("  " + String.join(", ", servers));
        lines.addAll(steps);
      });
    }
  }

  private List<String> describe(List<Step> steps) {
    List<String> lines = new ArrayList<>();
    for (Step step : steps) {
      String where = step.place() == Step.Place.LOCAL ? " (on this machine)" : "";
      lines.add("    - " + step.title() + where + payload(step.payload()));
      if (scripts) {
        step.script().lines().forEach(line -> lines.add(look.dim("        " + line)));
      }
    }
    return lines;
  }

  private static String payload(PayloadSource payload) {
    return switch (payload) {
      case PayloadSource.Files files ->
          files.files().stream()
              .map(RenderedFile::target)
              .collect(Collectors.joining(", ", ": ", ""));
      case PayloadSource.None _,
          PayloadSource.TreePack _,
          PayloadSource.Text _,
          PayloadSource.Distribution _ ->
          "";
    };
  }
}
