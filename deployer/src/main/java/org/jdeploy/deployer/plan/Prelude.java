package org.jdeploy.deployer.plan;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.Stage;

/** What a channel is told first: shared functions and the environment of every later step. */
public final class Prelude {
  private Prelude() {}

  /** The script, for the channel's own shell. */
  public static String text(Stage stage, Server server, String attempt) {
    Script script =
        new Script()
            .raw(ServerLibrary.TEXT)
            .line("JDEPLOY_APPLICATION={} JDEPLOY_STAGE={}", stage.application(), stage.name())
            .line(
                "JDEPLOY_HOST={} JDEPLOY_ROLES={} JDEPLOY_ATTEMPT={}",
                server.name(),
                String.join(" ", new TreeSet<>(server.roles())),
                attempt)
            .line("JDEPLOY_PROGRAMS={}", String.join(" ", server.programs().members().keySet()))
            .raw("JDEPLOY_DEPLOY_TO=" + Words.path(server.deployTo()))
            .raw("JPM_HOME=" + Words.path(server.jpmHome()))
            .raw(
                "export JDEPLOY_APPLICATION JDEPLOY_STAGE JDEPLOY_HOST JDEPLOY_ROLES"
                    + " JDEPLOY_ATTEMPT JDEPLOY_PROGRAMS JDEPLOY_DEPLOY_TO JPM_HOME");
    if (!server.umask().isEmpty()) {
      script.line("umask {}", server.umask());
    }
    if (!server.path().isEmpty()) {
      StringBuilder path = new StringBuilder("PATH=");
      server.path().forEach(entry -> path.append(Words.path(entry)).append(':'));
      script.raw(path + "\"$PATH\"; export PATH");
    }
    server
        .env()
        .forEach(
            (name, value) -> script.raw("export " + name + "; " + name + "=" + Words.value(value)));
    return script.text();
  }

  /** Secrets that {@link #text} uses. */
  public static Set<String> secrets(Server server) {
    Set<String> names = new TreeSet<>();
    for (Map.Entry<String, String> variable : server.env().entrySet()) {
      names.addAll(Words.secrets(variable.getValue()));
    }
    return names;
  }
}
