package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.plan.Attempt;
import org.jdeploy.deployer.plan.Planner;
import org.jdeploy.deployer.plan.Planning;
import org.jdeploy.deployer.plan.ServerFiles;
import org.jdeploy.deployer.recipe.Flow;
import org.jdeploy.deployer.recipe.Flows;
import org.jdeploy.deployer.ssh.Transport;
import org.jdeploy.deployer.template.RenderException;

/**
 * Does one operation on the servers of a stage. An engine is used for one operation; {@link
 * #interrupt} may come from any thread. The transport stays open for its owner to close.
 *
 * <p>What is wrong with recipes or templates is thrown ({@code RecipeException}, {@code
 * RenderException}), before any server is changed; everything else is in the report.
 */
public final class Engine {
  private final Transport transport;
  private final Events events;
  private final EngineOptions options;
  private final Interruption interruption = new Interruption();

  public Engine(Transport transport, EngineListener listener, EngineOptions options) {
    this.transport = transport;
    this.events = new Events(listener);
    this.options = options;
  }

  /** Brings a revision live on all selected servers, or on none. */
  public DeployReport deploy(DeployRequest request) {
    Flow flow = Flows.of(request.fleet().stage());
    try (Session session = session(request.fleet(), flow, request.revision())) {
      return deployment(session, request).run();
    }
  }

  /** What {@link #deploy} would do; takes no lock and changes nothing. */
  public Planning plan(DeployRequest request) {
    Flow flow = Flows.of(request.fleet().stage());
    try (Session session = session(request.fleet(), flow, request.revision())) {
      return deployment(session, request).plan();
    }
  }

  private static Deployment deployment(Session session, DeployRequest request) {
    Rendering rendering = new Rendering(session.stage(), session.flow, session.secrets);
    return new Deployment(
        session,
        (attempt, _) -> plan(attempt, request.revision(), rendering),
        request.force(),
        Rendering.gitValues(request.revision()),
        request.waitForLock());
  }

  private static Planning plan(Attempt attempt, ResolvedRevision revision, Rendering rendering) {
    String release = Planner.releaseName(attempt, revision.sha());
    Map<String, ServerFiles> files = new HashMap<>();
    try {
      attempt
          .servers()
          .forEach(server ->
              files.put(
                  server.name(),
                  rendering.files(server, attempt.factsOf(server), revision, release)));
    } catch (RenderException e) {
      return new Planning.Refused(
          2, List.of(new Planning.Problem("", String.valueOf(e.getMessage()))));
    }
    return Planner.deploy(attempt, revision, release, files);
  }

  /** Goes back to a release that all selected servers have. */
  public DeployReport rollback(RollbackRequest request) {
    Flow flow = Flows.of(request.fleet().stage());
    try (Session session = session(request.fleet(), flow, null)) {
      return new Deployment(
              session,
              (attempt, _) -> Planner.rollback(attempt, request.to()),
              false,
              Map.of(),
              request.waitForLock())
          .run();
    }
  }

  /** What {@link #rollback} would do. */
  public Planning planRollback(RollbackRequest request) {
    Flow flow = Flows.of(request.fleet().stage());
    try (Session session = session(request.fleet(), flow, null)) {
      return new Deployment(
              session,
              (attempt, _) -> Planner.rollback(attempt, request.to()),
              false,
              Map.of(),
              Duration.ZERO)
          .plan();
    }
  }

  /** Directories, jpm, its daemon. Idempotent. */
  public DeployReport setup(SetupRequest request) {
    Flow flow = Flows.of(request.fleet().stage());
    try (Session session = session(request.fleet(), flow, null)) {
      return new Setup(session, request).run();
    }
  }

  /** Asks all servers what is live and what runs, in the order of the fleet. */
  public List<HostStatus> status(Fleet fleet) {
    try (Session session = session(fleet, Flows.of(fleet.stage()), null)) {
      return new Inspection(session).status();
    }
  }

  /** Asks all servers for their releases, in the order of the fleet. */
  public List<HostReleases> releases(Fleet fleet) {
    try (Session session = session(fleet, Flows.of(fleet.stage()), null)) {
      return new Inspection(session).releases();
    }
  }

  /** Holds deploys off, on all servers, until {@link #unlock}. */
  public DeployReport lock(Fleet fleet, String message) {
    try (Session session = session(fleet, Flows.of(fleet.stage()), null)) {
      return new Holding(session).hold(message);
    }
  }

  /**
   * Ends a hold.
   *
   * @param force also reverts what is unconfirmed and takes the lock from a deploy that has it
   */
  public DeployReport unlock(Fleet fleet, boolean force) {
    try (Session session = session(fleet, Flows.of(fleet.stage()), null)) {
      return new Holding(session).release(force);
    }
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
    try (Session session = session(fleet, Flows.of(fleet.stage()), null)) {
      return new Inspection(session).run(title, script, timeout.orElse(Duration.ofDays(365)));
    }
  }

  /**
   * Ends the operation soon: before publishing nothing is switched, while publishing what was
   * switched is reverted, after that it is too late. The operation's report says what happened.
   */
  public void interrupt() {
    interruption.ask();
  }

  private Session session(
      Fleet fleet, Flow flow, @org.jspecify.annotations.Nullable ResolvedRevision revision) {
    return new Session(
        fleet,
        flow,
        new Payloads(revision == null ? null : revision.gitDirectory()),
        transport,
        events,
        options,
        interruption);
  }
}
