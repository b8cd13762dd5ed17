package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.runtime.json.Json;

/** Taking a server's lock, in its channel: held until the channel ends or gives it back. */
public final class LockScript {
  /** Exit code: somebody else has the lock, or a person holds deploys off. */
  public static final int LOCKED = 4;

  /** Exit code: the server changed since it was asked for facts. */
  public static final int CHANGED = 75;

  private LockScript() {}

  /** Takes the lock of a server whose facts are known, if nothing changed since. */
  static Step step(Attempt attempt, Server server) {
    Script script =
        new Script()
            .raw(take(attempt.stage().name(), attempt.who(), attempt.id()))
            .raw("jd_status=$?")
            .line(
                "if [ $jd_status = 0 ] && [ \"$(jd_sequence)\" != {} ]; then",
                String.valueOf(attempt.factsOf(server).journal().last()))
            .raw("  jd_unlock")
            .raw("  jd_status=" + CHANGED)
            .raw("fi")
            .raw("(exit $jd_status)");
    return Step.inChannel("lock", "Take the lock", script.text(), Duration.ofMinutes(10));
  }

  /** Lines that end with the status of taking the lock. */
  public static String take(String stage, String who, String attempt) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("who", who);
    info.put("what", "deploy of " + stage);
    info.put("attempt", attempt);
    String text = Json.compact(info);
    return new Script()
        .raw("mkdir -p \"$JDEPLOY_DEPLOY_TO\" && cd \"$JDEPLOY_DEPLOY_TO\" &&")
        .line(
            "  jd_lock {}'\",\"at\":\"'\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"'\",\"pid\":'\"$$\"'}'",
            text.substring(0, text.length() - 2))
        .text();
  }

  /** Gives the lock back. */
  public static Step release() {
    return Step.inChannel("unlock", "Give the lock back", "jd_unlock\n", Duration.ofMinutes(1));
  }
}
