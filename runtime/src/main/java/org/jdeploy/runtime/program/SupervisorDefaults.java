package org.jdeploy.runtime.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.json.Location;

/**
 * What {@code [supervisord]} says that its programs inherit.
 *
 * @param environment variables of every program
 */
record SupervisorDefaults(
    Map<String, String> environment,
    Location at,
    Optional<String> user,
    Optional<String> umask,
    Optional<String> directory,
    Optional<Integer> openFiles,
    Optional<Integer> processes) {

  private static final List<String> INHERITED =
      List.of("environment", "user", "umask", "directory", "minfds", "minprocs");

  static SupervisorDefaults none(Location at) {
    return new SupervisorDefaults(
        Map.of(),
        at,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Reads the section; the keys that are the daemon's own are named in a remark. */
  static SupervisorDefaults of(SupervisorValues in) {
    List<String> own =
        in.section().entries().stream()
            .map(Ini.Entry::written)
            .filter(key -> !INHERITED.contains(key.toLowerCase(java.util.Locale.ROOT)))
            .toList();
    if (!own.isEmpty()) {
      in.source()
          .remark(
              in.section(),
              "is Supervisor's own and means nothing to jpmd: " + String.join(", ", own));
    }
    return new SupervisorDefaults(
        environment(in),
        in.at("user"),
        in.text("user"),
        in.text("umask"),
        in.text("directory"),
        in.whole("minfds", 16, 1_048_576),
        in.whole("minprocs", 1, 4_194_304));
  }

  /** The variables of {@code environment=}, each expanded. */
  static Map<String, String> environment(SupervisorValues in) {
    Map<String, String> variables = new LinkedHashMap<>();
    in.entry("environment")
        .ifPresent(entry -> {
          try {
            SupervisorEnvironment.parse(entry.value())
                .forEach((name, value) ->
                    in.expanded("environment", value).ifPresent(text -> variables.put(name, text)));
          } catch (SupervisorEnvironment.Malformed e) {
            in.problem("environment", e.reason());
          }
        });
    return variables;
  }
}
