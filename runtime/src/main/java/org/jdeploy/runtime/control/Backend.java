package org.jdeploy.runtime.control;

import java.io.IOException;
import java.util.List;
import org.jdeploy.runtime.client.InstanceStatus;
import org.jdeploy.runtime.json.JsonValue;

/**
 * What the control interface offers, and jpmd does. Called on control threads, may wait; throws
 * {@link org.jdeploy.runtime.client.ControlException} for what the client did wrong, before the
 * first line.
 */
public interface Backend {

  /** {@code version, pid, home, image, keptAliveBy, uptimeSeconds}. */
  JsonValue version();

  /** Rows of the targets, of all when there are none, ordered by name and instance. */
  List<InstanceStatus> status(List<String> targets);

  /** Everything about one program. */
  JsonValue show(String program);

  /** The variables that a program gets at its next start, by name; secrets are hidden. */
  JsonValue environment(String program);

  /** Lines: {@code {"event": …}} as it goes, at last {@code {"result": …}}. */
  void apply(ApplyRequest request, Actor actor, LineSink lines)
      throws IOException, InterruptedException;

  /** Lines as for {@link #apply}. */
  void operate(OperationRequest request, Actor actor, LineSink lines)
      throws IOException, InterruptedException;

  /**
   * Sends a signal to the processes of targets.
   *
   * @param signal such as {@code HUP}
   * @return an array of {@code {name, instance, pid}}, those that got it
   */
  JsonValue signal(String signal, List<String> targets, Actor actor);

  /**
   * Begins new log files, or empties them; rows {@code {name, instance, file, done}}.
   *
   * @param targets all programs when empty
   */
  JsonValue treatLogs(boolean rotate, List<String> targets, Actor actor)
      throws InterruptedException;

  /**
   * Lines {@code {"time", "name", "instance", "stream", "line"}}, in the order of time; also {@code
   * "skipped"}, a number of bytes, when the client was too slow.
   */
  void logs(LogsRequest request, LineSink lines) throws IOException, InterruptedException;

  /**
   * Lines of the journal.
   *
   * @param last how many of the past
   */
  void events(int last, boolean follow, LineSink lines) throws IOException, InterruptedException;

  /**
   * Has jpmd become another version of itself, soon.
   *
   * @param command of the new one in the foreground
   */
  JsonValue upgrade(List<String> command, Actor actor);

  /**
   * Ends jpmd; lines as for {@link #apply}.
   *
   * @param keepPrograms leave them running for the next jpmd
   */
  void shutdown(boolean keepPrograms, Actor actor, LineSink lines)
      throws IOException, InterruptedException;
}
