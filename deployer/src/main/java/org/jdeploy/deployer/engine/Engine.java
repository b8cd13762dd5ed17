package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.plan.Planning;
import org.jdeploy.deployer.ssh.Transport;

/**
 * Does one operation on the servers of a stage. An engine is used for one operation; {@link
 * #interrupt} may come from any thread. The transport stays open for its owner to close.
 */
public final class Engine {
  private final Transport transport;
  private final EngineListener listener;
  private final EngineOptions options;

  public Engine(Transport transport, EngineListener listener, EngineOptions options) {
    this.transport = transport;
    this.listener = listener;
    this.options = options;
  }

  /** Brings a revision live on all selected servers, or on none. */
  public DeployReport deploy(DeployRequest request) {
    throw new UnsupportedOperationException(request + "" + transport + listener + options);
  }

  /** What {@link #deploy} would do; takes no lock and changes nothing. */
  public Planning plan(DeployRequest request) {
    throw new UnsupportedOperationException(request.toString());
  }

  /** Goes back to a release that all selected servers have. */
  public DeployReport rollback(RollbackRequest request) {
    throw new UnsupportedOperationException(request.toString());
  }

  /** Directories, jpm, its daemon. Idempotent. */
  public DeployReport setup(SetupRequest request) {
    throw new UnsupportedOperationException(request.toString());
  }

  /** Asks all servers what is live and what runs, in the order of the fleet. */
  public List<HostStatus> status(Fleet fleet) {
    throw new UnsupportedOperationException(fleet.toString());
  }

  /** Asks all servers for their releases, in the order of the fleet. */
  public List<HostReleases> releases(Fleet fleet) {
    throw new UnsupportedOperationException(fleet.toString());
  }

  /** Holds deploys off, on all servers, until {@link #unlock}. */
  public DeployReport lock(Fleet fleet, String message) {
    throw new UnsupportedOperationException(fleet + message);
  }

  /**
   * Ends a hold.
   *
   * @param force also reverts what is unconfirmed and takes the lock from a deploy that has it
   */
  public DeployReport unlock(Fleet fleet, boolean force) {
    throw new UnsupportedOperationException(fleet.toString() + force);
  }

  /**
   * Runs a command on all servers with the stage's environment ({@code JPM_HOME}, {@code
   * JDEPLOY_DEPLOY_TO}, PATH …); its lines come as {@link EngineEvent.StepLine}.
   *
   * @param script POSIX shell text
   * @param timeout empty = as long as it takes
   */
  public List<CommandResult> run(
      Fleet fleet, String title, String script, Optional<Duration> timeout) {
    throw new UnsupportedOperationException(fleet + title + script + timeout);
  }

  /**
   * Ends the operation soon: before publishing nothing is switched, while publishing what was
   * switched is reverted, after that it is too late. The operation's report says what happened.
   */
  public void interrupt() {
    throw new UnsupportedOperationException();
  }
}
