package org.jdeploy.deployer.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;

/**
 * A server of a stage, with everything that holds on it: the top level, its stage and its own keys
 * merged, {@code ${…}} resolved. Only {@code ${git.…}} and {@code ${secret.…}} are left, in {@code
 * env} and {@code programs} (see {@link Placeholders}).
 *
 * @param name unique in the stage
 * @param primary what runs once runs here; exactly one server of a stage is
 * @param deployTo absolute, or below the user's home there ({@code ~/…})
 * @param jpmHome as deployTo
 * @param env for every remote command: literal values
 * @param path directories before the PATH there, as deployTo
 * @param umask octal digits, or empty: the server's own
 * @param programs as the programs of a jpm program file
 */
public record Server(
    String name,
    SshTarget ssh,
    Set<String> roles,
    boolean primary,
    String deployTo,
    String jpmHome,
    Map<String, JsonValue> vars,
    Map<String, String> env,
    List<String> path,
    String umask,
    List<LinkedFile> linkedFiles,
    List<String> linkedDirs,
    JsonObject programs) {

  public Server {
    roles = Set.copyOf(roles);
    vars = java.util.Collections.unmodifiableMap(new TreeMap<>(vars));
    env = java.util.Collections.unmodifiableMap(new TreeMap<>(env));
    path = List.copyOf(path);
    linkedFiles = List.copyOf(linkedFiles);
    linkedDirs = List.copyOf(linkedDirs);
  }

  /**
   * Puts this server's {@code ${vars.…}}, {@code ${host.…}} and {@code ${app.…}} into a text of its
   * stage.
   */
  public String fill(String text) {
    return Placeholders.fill(text, name -> HostValues.of(this, name));
  }
}
