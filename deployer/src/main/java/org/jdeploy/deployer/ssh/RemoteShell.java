package org.jdeploy.deployer.ssh;

import java.time.Duration;
import java.util.Optional;

/**
 * A shell on a server that lives for a whole run and does one step at a time. A step costs one
 * round trip; nothing of it shows in a process list.
 *
 * <p>Calls of {@code run}, {@code runInChannel} and {@code onEof} are made by one thread at a time;
 * {@code cancel}, {@code isAlive} and {@code close} by any.
 */
public interface RemoteShell extends AutoCloseable {

  /**
   * Runs a script in a subshell with its payload as standard input (else /dev/null) and without the
   * descriptor 9 of the channel's own shell.
   *
   * @param id a label for the server's log
   * @param output called by one thread at a time, before this method returns
   */
  StepResult run(
      String id, String script, Payload payload, Duration timeout, OutputListener output);

  /**
   * Runs a script in the channel's own shell: functions, variables, the working directory and
   * descriptors stay for the steps that follow, and the exit code is that of its last command. It
   * must not call {@code exit}. Once {@code jd_log} names a file, the output of each later {@link
   * #run} is appended there too, and such a step outlives a client that goes away.
   */
  StepResult runInChannel(String id, String script, Duration timeout, OutputListener output);

  /**
   * Sets what the channel's own shell runs when the client is gone, however it went and whether on
   * purpose; the empty script for nothing. It runs after the step that is under way, with nothing
   * to read and nobody to print to.
   */
  StepResult onEof(String script, Duration timeout);

  /** What start-up files printed before the shell was ours: harmless, worth a warning. */
  Optional<String> hello();

  /**
   * Ends the step that is running: SIGTERM for all its processes, SIGKILL a little later. {@code
   * run} then returns the exit code that came of it. Without a running step nothing happens.
   */
  void cancel();

  /** Whether a further step has a chance. */
  boolean isAlive();

  /** Ends the shell and waits a moment for what {@link #onEof} set. */
  @Override
  void close();
}
