package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.config.DeployFile;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.deployer.console.Table;
import org.jdeploy.deployer.console.Verbosity;
import org.jdeploy.runtime.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jdeploy stages}. */
@Command(
    name = "stages",
    description = "Lists the stages of deploy.json with their servers; -q: names only.",
    footer = {"", "Example:", "  jdeploy stages"})
final class Stages implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConfigOptions config = new ConfigOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  Stages(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    DeployFile file = config.load();
    if (output.verbosity() == Verbosity.QUIET && !output.json) {
      file.stages().forEach(surroundings.out()::println);
      return ExitCode.DONE;
    }
    Look look = Look.of(1, output.noColor, surroundings.environment());
    Table table = new Table("STAGE", "SERVER", "ADDRESS", "ROLES", "DEPLOY TO");
    List<Map<String, Object>> json = new ArrayList<>();
    for (String name : file.stages()) {
      Stage stage = file.stage(name, config.overrides(Optional.empty()));
      List<Map<String, Object>> servers = new ArrayList<>();
      for (Server server : stage.servers()) {
        String roles = String.join(",", new TreeSet<>(server.roles()));
        table.row(
            servers.isEmpty() ? name : "",
            server.name(),
            address(server),
            roles.isEmpty() ? "-" : roles,
            server.deployTo());
        servers.add(server(server));
      }
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", name);
      members.put("protected", stage.isProtected());
      members.put("servers", servers);
      json.add(members);
    }
    if (output.json) {
      surroundings.out().print(Json.pretty(json));
    } else {
      table.lines(look).forEach(surroundings.out()::println);
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> server(Server server) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", server.name());
    members.put("address", address(server));
    members.put("roles", new TreeSet<>(server.roles()));
    members.put("primary", server.primary());
    members.put("deployTo", server.deployTo());
    members.put("jpmHome", server.jpmHome());
    return members;
  }

  private static String address(Server server) {
    StringBuilder address = new StringBuilder();
    server.ssh().user().ifPresent(user -> address.append(user).append('@'));
    address.append(server.ssh().host());
    server.ssh().port().ifPresent(port -> address.append(':').append(port));
    return address.toString();
  }
}
