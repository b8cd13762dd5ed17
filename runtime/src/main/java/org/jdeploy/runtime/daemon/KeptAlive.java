package org.jdeploy.runtime.daemon;

import java.util.Map;
import org.jdeploy.runtime.host.Proc;

/** Who starts jpmd again when it dies. */
enum KeptAlive {
  SYSTEMD,
  OPENRC,
  /** The small script that {@code jpm daemon} starts it with. */
  GUARD,
  /** It is process 1: whoever started the container. */
  CONTAINER,
  NOBODY;

  /**
   * @param environment jpmd's: {@code JPM_KEPT_BY} is from a unit of ours, {@code JPM_GUARD} the
   *     guard's pid
   */
  static KeptAlive now(Map<String, String> environment) {
    String named = environment.getOrDefault("JPM_KEPT_BY", "");
    long self = ProcessHandle.current().pid();
    if (named.equals("systemd")) {
      return SYSTEMD;
    }
    if (named.equals("openrc")) {
      return OPENRC;
    }
    if (self == 1) {
      return CONTAINER;
    }
    String guard = environment.getOrDefault("JPM_GUARD", "");
    boolean guarded =
        Proc.stat((int) self).filter(stat -> guard.equals("" + stat.parent())).isPresent();
    return guarded ? GUARD : NOBODY;
  }
}
