package org.jdeploy.deployer.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Section;
import org.jdeploy.runtime.program.ProgramFile;

/** Turns the checked and resolved trees of a stage's servers into records. */
final class ServerReader {
  private final LocalPaths paths;
  private final List<Problem> problems;

  ServerReader(LocalPaths paths, List<Problem> problems) {
    this.paths = paths;
    this.problems = problems;
  }

  List<Server> read(List<StageBuilder.Named> trees) {
    int primary = primary(trees);
    List<Server> servers = new ArrayList<>();
    Map<String, Location> places = new LinkedHashMap<>();
    for (int i = 0; i < trees.size(); i++) {
      Section in = new Section(trees.get(i).tree(), DeployKeys.SERVER);
      Server server = server(trees.get(i).host(), in, i == primary);
      servers.add(server);
      Location first =
          places.putIfAbsent(
              trees.get(i).host().text().address() + " " + server.deployTo(), in.at("host"));
      if (first != null) {
        problems.add(
            new Problem(
                in.at("host"),
                "host",
                "is the server of line " + first.line() + " again, with the same deployTo"));
      }
    }
    return servers;
  }

  private int primary(List<StageBuilder.Named> trees) {
    int primary = -1;
    for (int i = 0; i < trees.size(); i++) {
      Section in = new Section(trees.get(i).tree(), DeployKeys.SERVER);
      if (in.has("primary") && in.flag("primary")) {
        if (primary >= 0) {
          problems.add(
              new Problem(
                  in.at("primary"),
                  "primary",
                  trees.get(primary).host().name() + " is primary already, there can be one"));
        }
        primary = i;
      }
    }
    return Math.max(primary, 0);
  }

  private Server server(Names.Host host, Section in, boolean primary) {
    String deployTo = withoutSlash(in.text("deployTo"));
    return new Server(
        host.name(),
        new SshTarget(
            host.text().user(), host.text().host(), host.text().port(), ssh(in.section("ssh"))),
        host.roles(),
        primary,
        deployTo,
        withoutSlash(in.text("jpmHome")),
        in.members("vars"),
        in.scalars("env"),
        in.texts("path").stream().map(ServerReader::withoutSlash).toList(),
        in.optionalText("umask").orElse(""),
        in.texts("linkedFiles").stream().map(LinkedFile::parse).distinct().toList(),
        in.texts("linkedDirs").stream().distinct().toList(),
        programs(in, deployTo));
  }

  private static String withoutSlash(String path) {
    return path.replaceAll("(?<=.)/+$", "");
  }

  private SshOptions ssh(Section in) {
    return new SshOptions(
        in.optionalText("user"),
        path(in, "identityFile"),
        path(in, "knownHosts"),
        path(in, "configFile"),
        in.duration("connectTimeout"),
        in.duration("keepAlive"),
        in.whole("keepAliveCount"));
  }

  private Optional<Path> path(Section in, String key) {
    Optional<String> text = in.optionalText(key);
    Optional<Path> path = text.flatMap(paths::of);
    if (text.isPresent() && path.isEmpty()) {
      problems.add(
          new Problem(in.at(key), "ssh." + key, "expected a path, found \"" + text.get() + "\""));
    }
    return path;
  }

  private JsonObject programs(Section in, String deployTo) {
    SequencedMap<String, JsonValue> programs = new LinkedHashMap<>();
    in.members("programs")
        .forEach((name, value) -> {
          if (value instanceof JsonObject program) {
            JsonObject placed = inCurrent(program, deployTo + "/current");
            programs.put(name, placed);
            problems.addAll(
                ProgramFile.problems(
                    name, "programs." + name, Placeholders.fill(placed, _ -> Optional.of("x"))));
          }
        });
    return new JsonObject(programs, Map.of(), in.at("programs"));
  }

  /** Directory and files of a program begin at the current release. */
  private static JsonObject inCurrent(JsonObject program, String current) {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>(program.members());
    members.putIfAbsent("directory", new JsonText(current, program.at()));
    for (String key : List.of("directory", "environmentFile")) {
      if (members.get(key) instanceof JsonText(String path, Location at)
          && !path.startsWith("/")
          && !path.equals("~")
          && !path.startsWith("~/")) {
        members.put(key, new JsonText(path.equals(".") ? current : current + "/" + path, at));
      }
    }
    return new JsonObject(members, program.keys(), program.at());
  }
}
