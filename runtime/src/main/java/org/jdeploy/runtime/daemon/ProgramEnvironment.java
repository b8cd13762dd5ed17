package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdeploy.runtime.host.User;
import org.jdeploy.runtime.program.ProgramSpec;

/**
 * What a program finds in its environment: a fixed base, its dotenv file, what its file says (which
 * wins), and who it is. Nothing else of jpmd's own environment gets through.
 */
final class ProgramEnvironment {
  static final String COOKIE = "JPM_COOKIE";
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final List<String> BASE = List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ");

  private ProgramEnvironment() {}

  /**
   * @param own jpmd's environment
   * @param user whose HOME, USER and LOGNAME it gets; jpmd's when empty
   * @throws IOException with a sentence when the dotenv file cannot be read
   */
  static Map<String, String> of(
      ProgramSpec spec, int slot, String cookie, Map<String, String> own, Optional<User> user)
      throws IOException {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PATH", PATH);
    for (String name : BASE) {
      String value = own.get(name);
      if (value != null && !value.isEmpty()) {
        variables.put(name, value);
      }
    }
    user.ifPresent(somebody -> {
      variables.put("HOME", somebody.home());
      variables.put("USER", somebody.name());
      variables.put("LOGNAME", somebody.name());
    });
    if (spec.environmentFile().isPresent()) {
      variables.putAll(
          EnvironmentFile.read(spec.directory().resolve(spec.environmentFile().get()), user));
    }
    variables.putAll(spec.environment());
    if (spec.node()) {
      variables.put("NODE_APP_INSTANCE", String.valueOf(slot));
      variables.put("pm_id", String.valueOf(slot));
    }
    variables.put(COOKIE, cookie);
    return variables;
  }
}
