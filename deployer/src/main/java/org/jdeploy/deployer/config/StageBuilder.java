package org.jdeploy.deployer.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.jdeploy.runtime.json.Checker;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.KeyTable;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Section;
import org.jdeploy.runtime.json.Type;
import org.jspecify.annotations.Nullable;

/** Makes a stage of the file's tree: merges, checks, resolves, reads; keeps all problems. */
final class StageBuilder {
  /** Problems in any case. */
  final List<Problem> problems = new ArrayList<>();

  /** Problems that another environment or {@code --var} would mend. */
  final List<Problem> unset = new ArrayList<>();

  private final String name;
  private final JsonObject root;
  private final JsonObject written;
  private final JsonObject settings;
  private final Path base;
  private final Function<String, @Nullable String> environment;

  /**
   * @param root the whole file
   * @param written the stage in it
   * @param base where deploy.json is
   */
  StageBuilder(
      String name,
      JsonObject root,
      JsonObject written,
      Overrides overrides,
      Path base,
      Function<String, @Nullable String> environment) {
    this.name = name;
    this.root = root;
    this.written = written;
    this.base = base;
    this.environment = environment;
    this.settings = Settings.of(overrides, problems);
  }

  /** The stage, when there is no problem of any kind. */
  Optional<Stage> build() {
    JsonObject merged =
        Merge.merge(Merge.without(root, "stages", "$schema"), Merge.without(written, "servers"));
    JsonObject stage = Merge.merge(merged, settings).movedTo(written.at());
    JsonObject common = Merge.only(stage, names(DeployKeys.COMMON));
    problems.addAll(Checker.check(common, DeployKeys.COMMON, false, StageBuilder::hasPlaceholder));
    List<JsonObject> servers = servers(merged);
    for (JsonObject server : servers) {
      problems.addAll(
          Checker.check(server, DeployKeys.SERVER, false, StageBuilder::hasPlaceholder));
    }
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    Set<String> secrets =
        common.get("secrets") instanceof JsonObject object ? object.members().keySet() : Set.of();
    Names names = new Names(name, stage, secrets, environment, null, problems, unset);
    JsonObject resolved = common(common, names.resolver());
    List<Problem> ofNames = new ArrayList<>();
    List<Named> resolvedServers = servers(servers, common, secrets, ofNames);
    recheck(resolved, DeployKeys.COMMON);
    resolvedServers.forEach(server -> recheck(server.tree(), DeployKeys.SERVER));
    boolean readable = problems.isEmpty() && unset.isEmpty();
    problems.addAll(ofNames);
    if (!readable) {
      return Optional.empty();
    }
    Stage read =
        new StageReader(name, base, problems)
            .read(new Section(resolved, DeployKeys.COMMON), resolvedServers);
    return problems.isEmpty() ? Optional.of(read) : Optional.empty();
  }

  /** A server and what it is called. */
  record Named(Names.Host host, JsonObject tree) {}

  private List<JsonObject> servers(JsonObject stage) {
    JsonObject inherited = Merge.only(stage, names(DeployKeys.SERVER));
    JsonObject set = Merge.only(settings, names(DeployKeys.SERVER));
    List<JsonObject> servers = new ArrayList<>();
    if (written.get("servers") instanceof JsonArray(List<JsonValue> items, _)) {
      for (JsonValue item : items) {
        if (item instanceof JsonObject server) {
          servers.add(Merge.merge(Merge.merge(inherited, server), set).movedTo(server.at()));
        }
      }
    }
    if (servers.isEmpty()) {
      problems.add(new Problem(written.at(), "stages." + name + ".servers", "has no server"));
    }
    return servers;
  }

  /** A task that runs here has the values of the stage, the others have those of their server. */
  private JsonObject common(JsonObject common, Resolver resolver) {
    JsonObject resolved =
        resolver.object(Merge.without(common, "tasks"), DeployKeys.COMMON, Set.of(), "");
    if (!(common.get("tasks") instanceof JsonObject tasks)) {
      return resolved;
    }
    Key key = DeployKeys.COMMON.get("tasks");
    Type type = key.type() instanceof Type.MapOf map ? map.value() : Type.anything();
    Type here = Type.object(SectionKeys.LOCAL_TASK);
    SequencedMap<String, JsonValue> each = new LinkedHashMap<>();
    tasks
        .members()
        .forEach((task, value) -> {
          String path = "tasks." + task;
          JsonValue done = resolver.value(value, type, Set.of(), path);
          boolean local =
              done instanceof JsonObject object
                  && object.get("on") instanceof JsonText(String on, _)
                  && on.equals("local");
          each.put(task, local ? resolver.value(value, here, Set.of(), path) : done);
        });
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>(resolved.members());
    members.put("tasks", new JsonObject(each, tasks.keys(), tasks.at()));
    return new JsonObject(members, common.keys(), common.at());
  }

  /** Hosts first: the other keys may speak of them. */
  private List<Named> servers(
      List<JsonObject> servers, JsonObject common, Set<String> secrets, List<Problem> ofNames) {
    List<JsonObject> hosts = new ArrayList<>();
    for (JsonObject server : servers) {
      JsonObject head = Merge.only(server, Set.of("host", "name", "roles", "primary"));
      Names names =
          new Names(
              name, withApplication(server, common), secrets, environment, null, problems, unset);
      JsonObject resolved = names.resolver().object(head, DeployKeys.SERVER, Set.of(), "");
      problems.addAll(
          Checker.check(resolved, DeployKeys.SERVER, true, StageBuilder::hasPlaceholder));
      hosts.add(resolved);
    }
    if (!problems.isEmpty() || !unset.isEmpty()) {
      return List.of();
    }
    List<Named> named = new ArrayList<>();
    List<Names.Host> known = ServerNames.of(hosts, ofNames);
    for (int i = 0; i < servers.size(); i++) {
      JsonObject server = Merge.merge(servers.get(i), hosts.get(i)).movedTo(servers.get(i).at());
      Names names =
          new Names(
              name,
              withApplication(server, common),
              secrets,
              environment,
              known.get(i),
              problems,
              unset);
      named.add(
          new Named(
              known.get(i), names.resolver().object(server, DeployKeys.SERVER, Set.of(), "")));
    }
    return named;
  }

  private static JsonObject withApplication(JsonObject server, JsonObject common) {
    return Merge.merge(Merge.only(common, Set.of("application")), server);
  }

  private void recheck(JsonObject resolved, KeyTable table) {
    problems.addAll(Checker.check(resolved, table, false, StageBuilder::staysOpen));
  }

  private static boolean hasPlaceholder(String text) {
    return text.contains("${");
  }

  /** After resolving only names of the deploy are left, where texts may hold them. */
  private static boolean staysOpen(String text) {
    return Placeholders.NAMED.matcher(text).find();
  }

  private static Set<String> names(KeyTable table) {
    Set<String> names = new HashSet<>();
    table.keys().forEach(key -> names.add(key.name()));
    return names;
  }
}
