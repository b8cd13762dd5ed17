package org.jdeploy.runtime.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Suggestion;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Supervisor configuration: the file and those it includes, each of which stands or falls
 * for itself.
 */
final class SupervisorFile {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final List<SupervisorSource> sources;
  private final Map<String, String> environment;
  private final String host;

  private record Member(SupervisorProgram.Group group, Ini.Section section) {}

  private SupervisorFile(
      List<SupervisorSource> sources, Map<String, String> environment, String host) {
    this.sources = sources;
    this.environment = environment;
    this.host = host;
  }

  /**
   * All its files in our keys, the given one first.
   *
   * @param file absolute
   * @param name what to call it in messages
   * @param environment for {@code %(ENV_X)s}
   */
  static List<Converted> read(
      Path file, String name, String text, Map<String, String> environment) {
    List<SupervisorSource> sources = new ArrayList<>();
    SupervisorSource main = new SupervisorSource(file, name, text);
    sources.add(main);
    String host = hostName();
    SupervisorFile all = new SupervisorFile(sources, environment, host);
    for (Ini.Section section : main.sections()) {
      if (section.name().equals("include")) {
        sources.addAll(SupervisorInclude.of(all.values(main, section)));
      }
    }
    return all.converted();
  }

  private static String hostName() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }

  private SupervisorValues values(SupervisorSource source, Ini.Section section) {
    return new SupervisorValues(source, section, expansion(source));
  }

  private Expansion expansion(SupervisorSource source) {
    return Expansion.of(Map.of("here", source.directory().toString(), "host_node_name", host))
        .withEnvironment(environment);
  }

  private List<Converted> converted() {
    SupervisorDefaults defaults = defaults();
    Map<String, Member> groups = groups();
    Map<String, Location> seen = new HashMap<>();
    List<Converted> all = new ArrayList<>();
    for (SupervisorSource source : sources) {
      Draft file = new Draft(new Location(source.file().toString(), 1, 1));
      Draft programs = file.in("programs", new Location(source.file().toString(), 1, 1));
      for (Ini.Section section : source.sections()) {
        programs(source, section, defaults, groups, seen).forEach(programs::put);
      }
      all.add(source.converted(file));
    }
    return all;
  }

  private SupervisorDefaults defaults() {
    SupervisorDefaults defaults =
        SupervisorDefaults.none(new Location(sources.getFirst().file().toString(), 1, 1));
    for (SupervisorSource source : sources) {
      for (Ini.Section section : source.sections()) {
        if (section.name().equals("supervisord")) {
          defaults = SupervisorDefaults.of(values(source, section));
        }
      }
    }
    return defaults;
  }

  /** By program. */
  private Map<String, Member> groups() {
    Map<String, Member> groups = new HashMap<>();
    List<String> programs =
        sources.stream()
            .flatMap(source -> source.sections().stream())
            .flatMap(section -> program(section).stream())
            .toList();
    boolean complete = sources.stream().noneMatch(SupervisorSource::isBroken);
    for (SupervisorSource source : sources) {
      for (Ini.Section section : source.sections()) {
        if (section.name().startsWith("group:")) {
          group(values(source, section), programs, complete, groups);
        }
      }
    }
    return groups;
  }

  private static void group(
      SupervisorValues in, List<String> programs, boolean complete, Map<String, Member> groups) {
    SupervisorKeys.checkGroup(in);
    String name = in.section().name().substring("group:".length()).strip();
    SupervisorProgram.Group group =
        new SupervisorProgram.Group(name, in.whole("priority", -1_000_000, 1_000_000));
    Optional<String> members = in.text("programs");
    if (members.isEmpty()) {
      in.problem("programs", "is missing, expected names with commas between them");
    }
    for (String word : members.orElse("").split(",")) {
      String program = word.strip();
      if (program.isEmpty()) {
        continue;
      }
      if (!programs.contains(program)) {
        if (complete) {
          in.problem(
              "programs",
              "there is no [program:"
                  + program
                  + "]"
                  + Suggestion.of(program, programs)
                      .map(near -> ", did you mean " + near + "?")
                      .orElse(""));
        }
        continue;
      }
      @Nullable Member before = groups.put(program, new Member(group, in.section()));
      if (before != null) {
        in.problem(
            "programs", program + " is in [" + before.section().name() + "] too, keep one of them");
      }
    }
  }

  private static Optional<String> program(Ini.Section section) {
    for (String kind : List.of("program:", "fcgi-program:")) {
      if (section.name().startsWith(kind)) {
        return Optional.of(section.name().substring(kind.length()).strip());
      }
    }
    return Optional.empty();
  }

  private Map<String, JsonValue> programs(
      SupervisorSource source,
      Ini.Section section,
      SupervisorDefaults defaults,
      Map<String, Member> groups,
      Map<String, Location> seen) {
    Optional<String> name = program(section).filter(text -> !text.isEmpty());
    if (name.isEmpty()) {
      other(source, section);
      return Map.of();
    }
    boolean socket = section.name().startsWith("fcgi-");
    Map<String, JsonObject> found =
        new SupervisorProgram(
                source,
                section,
                name.get(),
                socket,
                defaults,
                Optional.ofNullable(groups.get(name.get())).map(Member::group),
                expansion(source))
            .read();
    Map<String, JsonValue> programs = new LinkedHashMap<>();
    found.forEach((called, program) -> {
      @Nullable Location before = seen.put(called, section.at());
      if (before == null) {
        programs.put(called, program);
      } else {
        source.problem(section, "program " + called + " is defined before, at " + before);
      }
    });
    return programs;
  }

  /** A section that defines no program. */
  private static void other(SupervisorSource source, Ini.Section section) {
    String name = section.name();
    if (name.startsWith("eventlistener:")) {
      source.remark(
          section,
          "is not run: jpm speaks no protocol of event listeners; limits.memory, health, hooks and"
              + " jpm events -f do what they are for");
    } else if (name.startsWith("inet_http_server")) {
      source.remark(section, "opens no port here: what jpmd listens on stands in jpmd.json");
    } else if (name.startsWith("group:")
        || name.equals("include")
        || name.equals("supervisord")
        || name.equals("supervisorctl")
        || name.startsWith("unix_http_server")) {
      return;
    } else if (name.startsWith("rpcinterface:") || name.startsWith("ctlplugin:")) {
      if (!name.equals("rpcinterface:supervisor")) {
        source.remark(section, "is a plugin of Supervisor and left out");
      }
    } else {
      source.problem(section, SupervisorKeys.unknownSection(name));
    }
  }
}
