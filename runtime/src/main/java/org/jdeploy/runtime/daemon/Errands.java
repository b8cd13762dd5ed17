package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.host.SpawnException;
import org.jdeploy.runtime.host.SpawnRequest;
import org.jdeploy.runtime.host.Spawned;
import org.jdeploy.runtime.host.User;
import org.jdeploy.runtime.host.Users;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Instance;

/**
 * Shell commands that are run for a program beside it, in its directory and environment and as its
 * user: checks and hooks. They live within one jpmd's life: the next one makes an end of those that
 * somebody waited for. Reactor thread only.
 */
final class Errands {
  private static final Duration PATIENCE_WITH_THE_KILLED = Duration.ofSeconds(1);

  private final LinuxHost host;
  private final Reactor reactor;
  private final InstantSource clock;
  private final Map<String, String> environment;
  private final String home;

  /**
   * @param environment jpmd's own
   */
  Errands(
      LinuxHost host,
      Reactor reactor,
      InstantSource clock,
      JpmHome home,
      Map<String, String> environment) {
    this.host = host;
    this.reactor = reactor;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
    this.home = "jpm-" + digest(home.toString()) + "-";
  }

  /** What a command is for. */
  enum Purpose {
    /** jpmd waits for it: nobody needs it when that jpmd is gone. */
    AWAITED,
    /** Nobody waits for it. */
    DETACHED
  }

  /**
   * A command.
   *
   * @param more variables beside the program's
   * @param output descriptors of stdout and stderr, which stay the caller's; its last line is
   *     caught when empty
   */
  record Errand(
      Purpose purpose,
      String command,
      ProgramSpec spec,
      Instance instance,
      Path directory,
      Map<String, String> more,
      Duration timeout,
      Optional<Output.Streams> output) {}

  /** Makes an end of a command; nobody is told. */
  interface Running {
    void cancel();
  }

  /**
   * Starts a command; it is killed as a tree when its time is over.
   *
   * @param ended gets what went wrong, or nothing: {@code exited with code 1: connection refused}
   */
  Running run(Errand errand, Consumer<Optional<String>> ended) {
    String cookie = home + errand.purpose().name().toLowerCase(Locale.ROOT) + "-" + Cookie.random();
    try (Descriptors ours = new Descriptors(host)) {
      Optional<User> user = ProgramConditions.user(errand.spec());
      Map<String, String> variables =
          ProgramEnvironment.of(errand.spec(), errand.instance().slot(), cookie, environment, user);
      variables.putAll(errand.more());
      int read = -1;
      Output.Streams output;
      if (errand.output().isPresent()) {
        output = errand.output().get();
      } else {
        int[] pipe = host.pipe();
        read = pipe[0];
        ours.add(pipe[1]);
        host.nonBlocking(pipe[1], false);
        output = new Output.Streams(pipe[1], pipe[1]);
      }
      user.filter(_ -> Users.isRoot())
          .ifPresent(somebody -> {
            host.give(output.out(), somebody);
            host.give(output.err(), somebody);
          });
      try {
        Spawned spawned =
            host.spawn(
                new SpawnRequest(
                    Path.of("/bin/sh"),
                    List.of("sh", "-c", errand.command()),
                    variables,
                    errand.directory(),
                    ours.add(host.open(Path.of("/dev/null"), Set.of(OpenFlag.READ))),
                    output.out(),
                    output.err(),
                    List.of(),
                    ProgramConditions.of(errand.spec(), user, Optional.empty())));
        RunningErrand running =
            new RunningErrand(host, reactor, spawned, cookie, read, errand.timeout(), ended);
        running.begin(clock.instant());
        return running;
      } catch (RuntimeException e) {
        if (read >= 0) {
          host.close(read);
        }
        throw e;
      }
    } catch (SpawnException | HostException | IOException e) {
      reactor.post(() -> ended.accept(Optional.of(String.valueOf(e.getMessage()))));
      return () -> {};
    }
  }

  /** What a former jpmd waited for is waited for no more. */
  void endLeftOver() {
    Proc.killAllWith(
        ProgramEnvironment.COOKIE,
        home + Purpose.AWAITED.name().toLowerCase(Locale.ROOT) + "-",
        PATIENCE_WITH_THE_KILLED);
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each Java has it
    }
  }
}
