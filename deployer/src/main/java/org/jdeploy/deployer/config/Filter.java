package org.jdeploy.deployer.config;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;

/**
 * {@code --hosts} and {@code --roles}: globs over names (or addresses) and over roles. A server
 * passes when one of each kind matches; a kind without globs lets all pass.
 */
public record Filter(List<String> hosts, List<String> roles) {
  public static final Filter NONE = new Filter(List.of(), List.of());

  public Filter {
    hosts = List.copyOf(hosts);
    roles = List.copyOf(roles);
  }

  List<Server> of(Stage stage) {
    check(
        stage,
        "--hosts",
        hosts,
        stage.servers().stream().map(Server::name).toList(),
        stage.servers().stream().map(server -> server.ssh().host()).toList());
    List<String> known =
        List.copyOf(
            stage.servers().stream()
                .flatMap(server -> server.roles().stream())
                .collect(Collectors.toCollection(TreeSet::new)));
    check(stage, "--roles", roles, known, List.of());
    List<Server> selected = stage.servers().stream().filter(this::passes).toList();
    if (selected.isEmpty()) {
      throw failure(
          "--hosts and --roles",
          "no server of stage " + stage.name() + " passes both; there are " + describe(stage));
    }
    return selected;
  }

  private boolean passes(Server server) {
    return (hosts.isEmpty()
            || hosts.stream()
                .anyMatch(
                    glob -> matches(glob, server.name()) || matches(glob, server.ssh().host())))
        && (roles.isEmpty()
            || roles.stream()
                .anyMatch(glob -> server.roles().stream().anyMatch(role -> matches(glob, role))));
  }

  /** Each glob must match something: a name that is mistyped must not shrink a deploy silently. */
  private static void check(
      Stage stage, String option, List<String> globs, List<String> known, List<String> aliases) {
    for (String glob : globs) {
      if (known.stream().noneMatch(name -> matches(glob, name))
          && aliases.stream().noneMatch(name -> matches(glob, name))) {
        throw failure(
            option + " " + glob,
            "matches nothing in stage "
                + stage.name()
                + "; there "
                + (known.isEmpty() ? "are no roles" : "are " + String.join(", ", known)));
      }
    }
  }

  private static ConfigException failure(String option, String message) {
    return new ConfigException(List.of(new Problem(Location.of(option), "", message)));
  }

  private static String describe(Stage stage) {
    return stage.servers().stream()
        .map(server ->
            server.roles().isEmpty()
                ? server.name()
                : server.name() + " (" + String.join(", ", new TreeSet<>(server.roles())) + ")")
        .collect(Collectors.joining(", "));
  }

  /** {@code *} is any text, {@code ?} any character. */
  static boolean matches(String glob, String text) {
    int star = glob.indexOf('*');
    if (star < 0 && glob.indexOf('?') < 0) {
      return glob.equals(text);
    }
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(java.util.regex.Pattern.quote(String.valueOf(c)));
      }
    }
    return text.matches(regex.toString());
  }
}
