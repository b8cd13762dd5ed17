package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.runtime.json.Json;

/** Steps that belong to no deploy. */
public final class Commands {
  private static final Duration SHORT = Duration.ofMinutes(1);

  private Commands() {}

  /** Prints the instances of all programs; fails when the daemon does not run. */
  public static Step jpmStatus() {
    return Step.onServer(
        "jpm-status", "Ask jpm", "\"$JPM_HOME/bin/jpm\" status --json || [ $? = 3 ]\n", SHORT);
  }

  /** A command of the user's, in the directory that is deployed to, or at home without one. */
  public static Step user(String title, String script, Duration timeout) {
    return Step.onServer(
        "command", title, "cd \"$JDEPLOY_DEPLOY_TO\" 2>/dev/null || cd\n" + script, timeout);
  }

  /** Holds deploys off. */
  public static Step hold(String who, String message) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("who", who);
    info.put("message", message);
    String text = Json.compact(info);
    Script script =
        new Script()
            .raw("set -e")
            .raw("mkdir -p \"$JDEPLOY_DEPLOY_TO\"")
            .raw("cd \"$JDEPLOY_DEPLOY_TO\"")
            .raw("(umask 077; mkdir -p .jdeploy)")
            .line(
                "printf '%s,\"at\":\"%s\"}\\n' {} \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\""
                    + " >.jdeploy/hold.new",
                text.substring(0, text.length() - 1))
            .raw("mv .jdeploy/hold.new .jdeploy/hold");
    return Step.onServer("lock", "Hold deploys off", script.text(), SHORT);
  }

  /** Ends a hold; by force also what a deploy has under way. */
  public static Step release(boolean force) {
    Script script =
        new Script()
            .raw("cd \"$JDEPLOY_DEPLOY_TO\" 2>/dev/null || exit 0")
            .raw("if [ -e .jdeploy/hold ]; then echo \"released: $(cat .jdeploy/hold)\"; fi")
            .raw("rm -f .jdeploy/hold");
    if (force) {
      script.raw(
          """
          for pending in .jdeploy/pending.*; do
            [ ! -d "$pending" ] || sh "$pending/revert.sh" unlock
          done
          holder=$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' .jdeploy/lock.info 2>/dev/null)
          if [ -n "$holder" ] && [ "$holder" != $$ ]; then
            if ls -l "/proc/$holder/fd" 2>/dev/null | grep -q '\\.jdeploy/lock$'; then
              # Its steps are in its process group.
              { kill -s KILL -- "-$holder" 2>/dev/null || kill -s KILL "$holder"; } &&
                echo "ended process $holder, which had the lock"
            fi
          fi
          rm -f .jdeploy/lock.info
          """);
    }
    return Step.onServer("unlock", "Let deploys go on", script.text(), Duration.ofMinutes(15));
  }

  /** Directories of the application and of jpm. */
  public static Step directories(Server server) {
    Script script =
        new Script()
            .raw("set -e")
            .raw("mkdir -p \"$JDEPLOY_DEPLOY_TO\"")
            .raw("cd \"$JDEPLOY_DEPLOY_TO\"")
            .raw("(umask 077; mkdir -p .jdeploy)")
            .raw("mkdir -p releases shared");
    server.linkedDirs().forEach(path -> script.line("mkdir -p {}", "shared/" + path));
    server
        .linkedFiles()
        .forEach(file -> {
          int slash = file.path().lastIndexOf('/');
          if (slash > 0) {
            script.line("mkdir -p {}", "shared/" + file.path().substring(0, slash));
          }
        });
    script.raw("(umask 077; mkdir -p \"$JPM_HOME/versions\" \"$JPM_HOME/programs.d\")");
    return Step.onServer("directories", "Make directories", script.text(), SHORT);
  }

  /** Unpacks a jpm distribution beside the others; a broken one leaves no trace. */
  public static Step distribution(String sha256) {
    String version = sha256.substring(0, 32);
    Script script =
        new Script()
            .raw("set -e")
            .raw("cd \"$JPM_HOME/versions\"")
            .line("new=.new.{}", version)
            .raw("rm -rf .new.*")
            .raw("mkdir \"$new\"")
            .raw("cat >\"$new/packed\"")
            .raw("sum=$(sha256sum <\"$new/packed\")")
            .line("[ \"${sum%% *}\" = {} ] || jd_die 'jpm did not arrive whole'", sha256)
            .raw("tar -xzof \"$new/packed\" -C \"$new\"")
            .raw("rm \"$new/packed\"")
            .raw("[ -x \"$new/bin/jpm\" ]")
            .line("mv -T \"$new\" {}", version);
    return Step.onServer(
            "jpm", "Install jpm " + version.substring(0, 7), script.text(), Duration.ofMinutes(15))
        .with(new PayloadSource.Distribution(sha256));
  }

  /** Makes a version the one that is used, and the daemon run. */
  public static List<Step> activate(String sha256) {
    String version = sha256.substring(0, 32);
    Script link =
        new Script()
            .raw("set -e")
            .raw("cd \"$JPM_HOME\"")
            .raw(
                "[ ! -d bin ] || [ -L bin ] || jd_die \"$JPM_HOME/bin is a directory that jdeploy"
                    + " did not make\"")
            .raw("rm -f .bin.*")
            .line("ln -s {} .bin.$$", "versions/" + version + "/bin")
            .raw("mv -T .bin.$$ bin");
    return List.of(
        Step.onServer("jpm-link", "Use jpm " + version.substring(0, 7), link.text(), SHORT),
        Step.onServer("jpm-daemon", "Start jpm's daemon", "\"$JPM_HOME/bin/jpm\" daemon\n", SHORT));
  }

  /** Succeeds when a version is unpacked. */
  public static Step hasVersion(String sha256) {
    Script script = new Script().line("[ -x \"$JPM_HOME\"/versions/{}/bin/jpm ]", version(sha256));
    return Step.onServer("jpm-version", "Look for jpm", script.text(), SHORT);
  }

  /** The version directory of a distribution. */
  public static String version(String sha256) {
    return sha256.substring(0, 32);
  }
}
