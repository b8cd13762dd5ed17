package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
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

/**
 * A specification as JSON and back, exactly: for state files and for the control protocol, where
 * programs write and no defaults are wanted. Durations are ISO-8601, absent members are empty.
 */
public final class ProgramJson {
  private ProgramJson() {}

  public static JsonObject write(ProgramSpec spec) {
    return (JsonObject)
        JsonValue.of(
            new Members()
                .add("name", spec.name())
                .add("command", spec.command())
                .add("directory", spec.directory())
                .add("environment", spec.environment())
                .add("environmentFile", spec.environmentFile())
                .add("instances", spec.instances())
                .add("cluster", spec.cluster())
                .add("node", spec.node())
                .add("listen", spec.listen().stream().map(ProgramJson::listen).toList())
                .add("autostart", spec.autostart())
                .add("restart", restart(spec.restart()))
                .add("ready", ready(spec.ready()))
                .add("health", spec.health().map(ProgramJson::health))
                .add("watchdog", spec.watchdog())
                .add("stop", stop(spec.stop()))
                .add("logs", logs(spec.logs()))
                .add("identity", identity(spec.identity()))
                .add("limits", limits(spec.limits()))
                .add("order", order(spec.order()))
                .add("schedule", schedule(spec.schedule()))
                .add("watch", watch(spec.watch()))
                .add("hooks", hooks(spec.hooks()))
                .map());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException for anything else; the message says which key
   */
  public static ProgramSpec read(JsonObject json) {
    Fields in = new Fields(json, "");
    return new ProgramSpec(
        in.text("name"),
        in.texts("command"),
        Path.of(in.text("directory")),
        in.object("environment").texts(),
        in.optionalPath("environmentFile"),
        in.whole("instances"),
        in.flag("cluster"),
        in.flag("node"),
        in.objects("listen").stream().map(ProgramJson::listen).toList(),
        in.flag("autostart"),
        restart(in.object("restart")),
        ready(in.object("ready")),
        in.optionalObject("health").map(ProgramJson::health),
        in.optionalDuration("watchdog"),
        stop(in.object("stop")),
        logs(in.object("logs")),
        identity(in.object("identity")),
        limits(in.object("limits")),
        order(in.object("order")),
        schedule(in.object("schedule")),
        watch(in.object("watch")),
        hooks(in.object("hooks")));
  }

  private static Map<String, ?> listen(Listen listen) {
    return new Members()
        .add("name", listen.name())
        .add("host", listen.host())
        .add("port", listen.port())
        .add("path", listen.path())
        .add("stdin", listen.stdin())
        .add("mode", listen.mode())
        .map();
  }

  private static Listen listen(Fields in) {
    return new Listen(
        in.text("name"),
        in.text("host"),
        in.whole("port"),
        in.optionalPath("path"),
        in.flag("stdin"),
        in.whole("mode"));
  }

  private static Members restart(Restart restart) {
    Backoff backoff = restart.backoff();
    return new Members()
        .add("when", restart.when())
        .add("exitCodes", new TreeSet<>(restart.exitCodes()))
        .add("fatalExitCodes", new TreeSet<>(restart.fatalExitCodes()))
        .add("startSeconds", restart.startSeconds())
        .add("startRetries", restart.startRetries())
        .add(
            "backoff",
            new Members()
                .add("initial", backoff.initial())
                .add("factor", backoff.factor())
                .add("max", backoff.max())
                .add("resetAfter", backoff.resetAfter())
                .add("jitter", backoff.jitter()))
        .add(
            "limit",
            restart
                .limit()
                .map(limit ->
                    new Members().add("restarts", limit.restarts()).add("within", limit.within())));
  }

  private static Restart restart(Fields in) {
    Fields backoff = in.object("backoff");
    return new Restart(
        in.choice("when", Autorestart.class),
        in.numbers("exitCodes"),
        in.numbers("fatalExitCodes"),
        in.duration("startSeconds"),
        in.whole("startRetries"),
        new Backoff(
            backoff.duration("initial"),
            backoff.number("factor").doubleValue(),
            backoff.duration("max"),
            backoff.duration("resetAfter"),
            backoff.number("jitter").doubleValue()),
        in.optionalObject("limit")
            .map(limit -> new Restart.Limit(limit.whole("restarts"), limit.duration("within"))));
  }

  private static Members check(Check check) {
    return switch (check) {
      case Check.Http(String url) -> new Members().add("http", url);
      case Check.Tcp(String address) -> new Members().add("tcp", address);
      case Check.Exec(String command) -> new Members().add("exec", command);
    };
  }

  private static Check check(Fields in) {
    if (in.has("http")) {
      return new Check.Http(in.text("http"));
    }
    return in.has("tcp") ? new Check.Tcp(in.text("tcp")) : new Check.Exec(in.text("exec"));
  }

  private static Members ready(Ready ready) {
    return new Members()
        .add("on", ready.on())
        .add("timeout", ready.timeout())
        .add("delay", ready.delay())
        .add("check", ready.check().map(ProgramJson::check))
        .add("log", ready.log());
  }

  private static Ready ready(Fields in) {
    return new Ready(
        in.choice("on", Ready.On.class),
        in.duration("timeout"),
        in.duration("delay"),
        in.optionalObject("check").map(ProgramJson::check),
        in.optionalText("log"));
  }

  private static Members health(Health health) {
    return new Members()
        .add("check", check(health.check()))
        .add("every", health.every())
        .add("timeout", health.timeout())
        .add("failures", health.failures())
        .add("onFailure", health.onFailure());
  }

  private static Health health(Fields in) {
    return new Health(
        check(in.object("check")),
        in.duration("every"),
        in.duration("timeout"),
        in.whole("failures"),
        in.choice("onFailure", Health.OnFailure.class));
  }

  private static Members stop(Stop stop) {
    return new Members()
        .add("signals", stop.signals())
        .add("message", stop.message())
        .add("timeout", stop.timeout())
        .add("drain", stop.drain())
        .add("tree", stop.tree());
  }

  private static Stop stop(Fields in) {
    return new Stop(
        in.texts("signals"),
        in.optionalText("message"),
        in.duration("timeout"),
        in.duration("drain"),
        in.flag("tree"));
  }

  private static Members logs(Logs logs) {
    return new Members()
        .add("to", logs.to())
        .add("maxSize", logs.maxSize())
        .add("rotateEvery", logs.rotateEvery())
        .add("keep", logs.keep())
        .add("maxAge", logs.maxAge())
        .add("maxTotal", logs.maxTotal())
        .add("compress", logs.compress())
        .add("prefix", logs.prefix())
        .add("mergeStderr", logs.mergeStderr())
        .add("stdout", logs.stdout())
        .add("stderr", logs.stderr());
  }

  private static Logs logs(Fields in) {
    return new Logs(
        in.choice("to", Logs.To.class),
        in.number("maxSize").longValueExact(),
        in.optionalDuration("rotateEvery"),
        in.whole("keep"),
        in.optionalDuration("maxAge"),
        in.number("maxTotal").longValueExact(),
        in.flag("compress"),
        in.choice("prefix", Logs.Prefix.class),
        in.flag("mergeStderr"),
        in.optionalPath("stdout"),
        in.optionalPath("stderr"));
  }

  private static Members identity(Identity identity) {
    return new Members()
        .add("user", identity.user())
        .add("group", identity.group())
        .add("umask", identity.umask())
        .add("nice", identity.nice())
        .add("oomScoreAdj", identity.oomScoreAdj());
  }

  private static Identity identity(Fields in) {
    return new Identity(
        in.optionalText("user"),
        in.optionalText("group"),
        in.optionalWhole("umask"),
        in.optionalWhole("nice"),
        in.optionalWhole("oomScoreAdj"));
  }

  private static Members limits(Limits limits) {
    return new Members()
        .add("memory", limits.memory())
        .add("cpu", limits.cpu())
        .add("openFiles", limits.openFiles())
        .add("processes", limits.processes())
        .add("core", limits.core());
  }

  private static Limits limits(Fields in) {
    return new Limits(
        in.optionalLong("memory"),
        in.optionalDouble("cpu"),
        in.optionalLong("openFiles"),
        in.optionalLong("processes"),
        in.optionalLong("core"));
  }

  private static Members order(Order order) {
    return new Members()
        .add("group", order.group())
        .add("priority", order.priority())
        .add("after", order.after())
        .add("requires", order.requires());
  }

  private static Order order(Fields in) {
    return new Order(
        in.optionalText("group"), in.whole("priority"), in.texts("after"), in.texts("requires"));
  }

  private static Members schedule(Schedule schedule) {
    return new Members()
        .add("start", schedule.start())
        .add("restart", schedule.restart())
        .add("reload", schedule.reload())
        .add("timezone", schedule.timezone());
  }

  private static Schedule schedule(Fields in) {
    return new Schedule(
        in.optionalText("start"),
        in.optionalText("restart"),
        in.optionalText("reload"),
        in.optionalText("timezone"));
  }

  private static Members watch(Watch watch) {
    return new Members()
        .add("paths", watch.paths())
        .add("ignore", watch.ignore())
        .add("debounce", watch.debounce());
  }

  private static Watch watch(Fields in) {
    return new Watch(in.texts("paths"), in.texts("ignore"), in.duration("debounce"));
  }

  private static Members hooks(Hooks hooks) {
    return new Members()
        .add("preStart", hooks.preStart())
        .add("postStart", hooks.postStart())
        .add("preStop", hooks.preStop())
        .add("postExit", hooks.postExit())
        .add("timeout", hooks.timeout());
  }

  private static Hooks hooks(Fields in) {
    return new Hooks(
        in.optionalText("preStart"),
        in.optionalText("postStart"),
        in.optionalText("preStop"),
        in.optionalText("postExit"),
        in.duration("timeout"));
  }
}
