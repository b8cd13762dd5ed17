package org.jdeploy.deployer.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line says over deploy.json.
 *
 * @param revision {@code --revision}
 * @param set {@code --set key=value}, by dotted key such as {@code rollout.batch}
 * @param vars {@code --var name=value}
 */
public record Overrides(
    Optional<String> revision, Map<String, String> set, Map<String, String> vars) {
  public static final Overrides NONE = new Overrides(Optional.empty(), Map.of(), Map.of());

  public Overrides {
    set = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(set));
    vars = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }
}
