package org.jdeploy.runtime.supervise;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Backoff;
import org.jdeploy.runtime.program.ProgramSpec.Check;
import org.jdeploy.runtime.program.ProgramSpec.Health;
import org.jdeploy.runtime.program.ProgramSpec.Hooks;
import org.jdeploy.runtime.program.ProgramSpec.Identity;
import org.jdeploy.runtime.program.ProgramSpec.Limits;
import org.jdeploy.runtime.program.ProgramSpec.Listen;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.program.ProgramSpec.Order;
import org.jdeploy.runtime.program.ProgramSpec.Ready;
import org.jdeploy.runtime.program.ProgramSpec.Restart;
import org.jdeploy.runtime.program.ProgramSpec.Schedule;
import org.jdeploy.runtime.program.ProgramSpec.Stop;
import org.jdeploy.runtime.program.ProgramSpec.Watch;

/** Specifications for tests: a clustered Node program of one instance, until told otherwise. */
final class Specs {
  private final String name;
  private int instances = 1;
  private boolean cluster = true;
  private boolean node = true;
  private List<Listen> listen = List.of();
  private boolean autostart = true;
  private Autorestart autorestart = Autorestart.UNEXPECTED;
  private Set<Integer> exitCodes = Set.of(0);
  private Set<Integer> fatalExitCodes = Set.of();
  private Optional<Restart.Limit> limit = Optional.empty();
  private Duration startSeconds = Duration.ofSeconds(1);
  private int startRetries = 2;
  private Backoff backoff =
      new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(5), Duration.ofSeconds(10), 0);
  private Duration readyTimeout = Duration.ofSeconds(3);
  private Duration stopTimeout = Duration.ofSeconds(2);
  private Duration drain = Duration.ofSeconds(4);
  private String version = "1";
  private List<String> signals = List.of("TERM");
  private Optional<Health> health = Optional.empty();
  private Set<Hook> hooks = Set.of();
  private List<String> requires = List.of();
  private List<String> after = List.of();
  private int priority = 999;

  private Specs(String name) {
    this.name = name;
  }

  static Specs spec(String name) {
    return new Specs(name);
  }

  Specs instances(int value) {
    instances = value;
    return this;
  }

  /** Neither clustered nor Node: two processes cannot run side by side. */
  Specs worker() {
    cluster = false;
    node = false;
    return this;
  }

  /** Node, not declared as clustered: jpm knows it can overlap once it listens. */
  Specs plainNode() {
    cluster = false;
    node = true;
    return this;
  }

  Specs listen(int port) {
    listen = List.of(Listen.tcp("http", "", port));
    return this;
  }

  Specs autostart(boolean value) {
    autostart = value;
    return this;
  }

  Specs autorestart(Autorestart value) {
    autorestart = value;
    return this;
  }

  Specs exitCodes(Integer... values) {
    exitCodes = Set.of(values);
    return this;
  }

  Specs fatalExitCodes(Integer... values) {
    fatalExitCodes = Set.of(values);
    return this;
  }

  Specs limit(int restarts, Duration within) {
    limit = Optional.of(new Restart.Limit(restarts, within));
    return this;
  }

  Specs startSeconds(int value) {
    startSeconds = Duration.ofSeconds(value);
    return this;
  }

  Specs startRetries(int value) {
    startRetries = value;
    return this;
  }

  Specs backoff(Backoff value) {
    backoff = value;
    return this;
  }

  Specs readyTimeout(Duration value) {
    readyTimeout = value;
    return this;
  }

  Specs drain(Duration value) {
    drain = value;
    return this;
  }

  Specs stopTimeout(Duration value) {
    stopTimeout = value;
    return this;
  }

  Specs signals(String... values) {
    signals = List.of(values);
    return this;
  }

  Specs health(Health.OnFailure onFailure) {
    health =
        Optional.of(
            new Health(
                new Check.Tcp("127.0.0.1:3000"),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                3,
                onFailure));
    return this;
  }

  Specs requires(String... names) {
    requires = List.of(names);
    return this;
  }

  Specs startsAfter(String... names) {
    after = List.of(names);
    return this;
  }

  Specs priority(int value) {
    priority = value;
    return this;
  }

  Specs hooks(Hook... values) {
    hooks = Set.of(values);
    return this;
  }

  private Optional<String> command(Hook hook) {
    return hooks.contains(hook) ? Optional.of("./" + hook.key()) : Optional.empty();
  }

  /** Another version needs another process. */
  Specs version(String value) {
    version = value;
    return this;
  }

  ProgramSpec build() {
    return new ProgramSpec(
        name,
        List.of("node", "app.js"),
        Path.of("/srv/app/current"),
        Map.of("VERSION", version),
        Optional.empty(),
        instances,
        cluster,
        node,
        listen,
        autostart,
        new Restart(
            autorestart, exitCodes, fatalExitCodes, startSeconds, startRetries, backoff, limit),
        new Ready(
            Ready.On.LISTENING, readyTimeout, Duration.ZERO, Optional.empty(), Optional.empty()),
        health,
        Optional.empty(),
        new Stop(signals, Optional.empty(), stopTimeout, drain, true),
        new Logs(
            Logs.To.FILE,
            0,
            Optional.empty(),
            10,
            Optional.empty(),
            0,
            false,
            Logs.Prefix.NONE,
            false,
            Optional.empty(),
            Optional.empty()),
        new Identity(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty()),
        new Limits(
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty()),
        new Order(Optional.empty(), priority, after, requires),
        new Schedule(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
        new Watch(List.of(), List.of(), Duration.ofMillis(500)),
        new Hooks(
            command(Hook.PRE_START),
            command(Hook.POST_START),
            command(Hook.PRE_STOP),
            command(Hook.POST_EXIT),
            Duration.ofSeconds(2)));
  }
}
