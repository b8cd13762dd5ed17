package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.deployer.config.Placeholders;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.recipe.Flow;

/**
 * All that a plan is made of, beside the revision.
 *
 * @param servers the selected servers of the stage, in its order
 * @param coordinator the server whose lock is taken first; it has it already
 * @param id names this run on the servers; letters and digits
 * @param who {@code user@machine}
 * @param force also when the same is live already
 * @param git what {@code ${git.NAME}} stands for
 * @param grace how long an unconfirmed release outlives the last word of the client
 */
public record Attempt(
    Stage stage,
    List<Server> servers,
    String coordinator,
    String id,
    String who,
    boolean force,
    Duration grace,
    Map<String, HostFacts> facts,
    Flow flow,
    Map<String, String> git) {
  public Attempt {
    servers = List.copyOf(servers);
    facts = Map.copyOf(facts);
    git = Map.copyOf(git);
  }

  /** The facts of a selected server. */
  public HostFacts factsOf(Server server) {
    HostFacts found = facts.get(server.name());
    if (found == null) {
      throw new IllegalArgumentException("no facts of " + server.name());
    }
    return found;
  }

  /** The server on which jobs run that run once. */
  public Server primary() {
    return stage.servers().stream()
        .filter(Server::primary)
        .findFirst()
        .orElse(stage.servers().getFirst());
  }

  /** A command with all of this server's values in it but secrets. */
  String filled(Server server, String command) {
    return filled(server.fill(command));
  }

  /** A text with the values of the revision. */
  String filled(String text) {
    return filled(git, text);
  }

  static String filled(Map<String, String> git, String text) {
    return Placeholders.fill(
        text,
        name ->
            name.startsWith("git.")
                ? Optional.ofNullable(git.get(name.substring(4)))
                : Optional.empty());
  }

  boolean has(Server server) {
    return servers.stream().anyMatch(selected -> selected.name().equals(server.name()));
  }
}
