package org.jdeploy.deployer.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdeploy.deployer.config.LinkedFile;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.plan.Planning.Problem;
import org.jdeploy.deployer.recipe.Job;

/** Whether servers can take a release: all that is wrong, before anything is changed. */
final class Fitness {
  private static final long LEAST_KILOBYTES = 51_200;
  private static final long LEAST_INODES = 2_000;

  private final Attempt attempt;
  private final List<Problem> problems = new ArrayList<>();

  private Fitness(Attempt attempt) {
    this.attempt = attempt;
  }

  /** Problems of all servers. */
  static List<Problem> problems(Attempt attempt, boolean deploy) {
    Fitness fitness = new Fitness(attempt);
    for (Server server : attempt.servers()) {
      fitness.check(server, attempt.factsOf(server), deploy);
    }
    return fitness.problems;
  }

  private void check(Server server, HostFacts facts, boolean deploy) {
    String name = server.name();
    String marker = Marker.text(attempt.stage());
    if (!facts.application().isEmpty() && !facts.application().equals(marker)) {
      add(
          name,
          "%s belongs to \"%s\", not to \"%s\": choose another deployTo"
              .formatted(server.deployTo(), facts.application(), marker));
    }
    switch (facts.current()) {
      case DIRECTORY ->
          add(
              name,
              ("%s/current is a directory, not a link: move it away (mv %s/current %s/current.old),"
                      + " nothing was changed")
                  .formatted(server.deployTo(), server.deployTo(), server.deployTo()));
      case FILE -> add(name, server.deployTo() + "/current is a file, not a link: move it away");
      case LINK, ABSENT -> {}
    }
    for (String tool : List.of("tar", "flock", "setsid")) {
      needs(name, facts, tool);
    }
    if (!facts.renames()) {
      add(name, "its mv has no -T, which switching needs: install coreutils or busybox");
    }
    boolean reloads =
        attempt.flow().at("reload").stream().anyMatch(job -> job.name().startsWith("jpm:"));
    if (reloads && !server.programs().members().isEmpty() && facts.jpm().isEmpty()) {
      add(
          name,
          "there is no jpm in %s: run `jdeploy %s setup` first"
              .formatted(server.jpmHome(), attempt.stage().name()));
    }
    if (deploy) {
      checkForDeploy(server, facts);
    }
  }

  private void checkForDeploy(Server server, HostFacts facts) {
    String name = server.name();
    needs(name, facts, "git");
    for (Job job : attempt.flow().at("build")) {
      if (job.name().equals("node:install") && JobScript.isFor(job, server)) {
        needs(name, facts, "node");
        needs(name, facts, "npm");
      }
    }
    for (LinkedFile file : server.linkedFiles()) {
      if (!file.optional() && facts.missing().contains(file.path())) {
        add(
            name,
            "linked file %s is missing: put it to %s/shared/%s"
                .formatted(file.path(), server.deployTo(), file.path()));
      }
    }
    overlaps(server);
    if (facts.freeKilobytes().isPresent() && facts.freeKilobytes().getAsLong() < LEAST_KILOBYTES) {
      add(
          name,
          "only %d KB free in %s".formatted(facts.freeKilobytes().getAsLong(), server.deployTo()));
    }
    if (facts.freeInodes().isPresent() && facts.freeInodes().getAsLong() < LEAST_INODES) {
      add(
          name,
          "only %d inodes free in %s".formatted(facts.freeInodes().getAsLong(), server.deployTo()));
    }
  }

  /** One linked path within another would replace what the other links. */
  private void overlaps(Server server) {
    TreeSet<String> paths = new TreeSet<>(server.linkedDirs());
    server.linkedFiles().forEach(file -> paths.add(file.path()));
    for (String outer : server.linkedDirs()) {
      for (String inner : paths.tailSet(outer, false)) {
        if (inner.startsWith(outer + "/")) {
          add(
              server.name(),
              "linked %s lies within the linked directory %s".formatted(inner, outer));
        }
      }
    }
  }

  private void needs(String host, HostFacts facts, String tool) {
    if (!facts.tools().containsKey(tool)) {
      add(
          host,
          "there is no %s on its PATH: install it, or name its directory in \"path\""
              .formatted(tool));
    }
  }

  private void add(String host, String text) {
    problems.add(new Problem(host, text));
  }

  /** Rendered files must not go through a linked directory: they would change what is live. */
  static List<Problem> targets(Server server, Map<String, ServerFiles> files) {
    List<Problem> problems = new ArrayList<>();
    ServerFiles mine = files.get(server.name());
    if (mine == null) {
      return problems;
    }
    for (RenderedFile file : mine.files()) {
      for (String directory : server.linkedDirs()) {
        if (file.target().startsWith(directory + "/")) {
          problems.add(
              new Problem(
                  server.name(),
                  "template target %s lies in the linked directory %s, which all releases share"
                      .formatted(file.target(), directory)));
        }
      }
      for (LinkedFile linked : server.linkedFiles()) {
        if (linked.path().equals(file.target())) {
          problems.add(
              new Problem(
                  server.name(), file.target() + " is a linked file and a template's target"));
        }
      }
    }
    return problems;
  }
}
