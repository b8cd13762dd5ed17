package org.jdeploy.runtime.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.client.JpmVersion;
import org.jdeploy.runtime.daemon.Jpmd;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * The program {@code jpm}: client and, as {@code jpm daemon --foreground}, the daemon itself.
 *
 * <p>The daemon's JVM wants {@code -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-MaxFDLimit
 * --enable-native-access=ALL-UNNAMED} and a small heap; {@code bin/jpm} gives them.
 */
@Command(
    name = "jpm",
    description = "Keeps programs alive and replaces them without losing a request.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    footer = {
      "",
      "Example: jpm start app.js -i 4 --name web",
      "JPM_HOME (default ~/.jpm) says which jpmd is meant."
    })
public final class Jpm {
  @Option(
      names = "--debug",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show stack traces of errors.")
  private boolean debug;

  public static void main(String[] args) {
    int code =
        isForegroundDaemon(args)
            ? Jpmd.run(JpmHome.of(System.getenv()), List.of(args).contains("--exit-when-done"))
            : run(args, Session.ofProcess());
    System.out.flush();
    System.exit(code);
  }

  /** Without the command line parser, whose classes the daemon would carry for its whole life. */
  private static boolean isForegroundDaemon(String[] args) {
    List<String> words = List.of(args);
    return words.equals(List.of("daemon", "--foreground"))
        || words.equals(List.of("daemon", "--foreground", "--exit-when-done"));
  }

  /** Runs one command and gives its exit code. */
  static int run(String[] args, Session session) {
    Session plain =
        List.of(args).contains("--no-color") ? session.with(Map.of("NO_COLOR", "1")) : session;
    Jpm jpm = new Jpm();
    CommandLine line = new CommandLine(jpm);
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("--no-color")
                .type(boolean.class)
                .arity("0")
                .scopeType(CommandLine.ScopeType.INHERIT)
                .description("Plain text; so does NO_COLOR in the environment.")
                .build())
        .version("jpm " + JpmVersion.current());
    verbs(plain).forEach((name, verb) -> line.addSubcommand(name, verb));
    line.setOut(new PrintWriter(plain.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(plain.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            plain.paint().on() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    line.setExecutionExceptionHandler((e, _, _) -> report(e, jpm.debug, plain));
    if (args.length == 0) {
      line.usage(plain.out());
      return ExitCodes.USAGE;
    }
    return line.execute(args);
  }

  private static int report(Exception e, boolean debug, Session session) {
    if (debug) {
      e.printStackTrace(session.err());
    }
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return switch (e) {
      case Failure failure -> said(session, message, failure.exitCode());
      case ControlException control ->
          said(
              session,
              message,
              switch (control.status()) {
                case ControlException.UNREACHABLE -> ExitCodes.NO_DAEMON;
                case 400, 404, 405 -> ExitCodes.USAGE;
                default -> ExitCodes.FAILED;
              });
      default ->
          said(
              session,
              e.getClass().getSimpleName() + ": " + message + " (--debug shows where)",
              ExitCodes.FAILED);
    };
  }

  private static int said(Session session, String message, int code) {
    if (code != ExitCodes.DONE) {
      session.err().println("jpm: " + message);
    }
    return code;
  }

  private static Map<String, Object> verbs(Session session) {
    Map<String, Object> verbs = new java.util.LinkedHashMap<>();
    verbs.put("start", new StartCommand(session));
    verbs.put("stop", new StopCommand(session));
    verbs.put("restart", new RestartCommand(session));
    verbs.put("reload", new ReloadCommand(session));
    verbs.put("scale", new ScaleCommand(session));
    verbs.put("delete", new DeleteCommand(session));
    verbs.put("apply", new ApplyCommand(session));
    verbs.put("check", new CheckCommand(session));
    verbs.put("import", new ImportCommand(session));
    verbs.put("status", new StatusCommand(session));
    verbs.put("show", new ShowCommand(session));
    verbs.put("env", new EnvCommand(session));
    verbs.put("logs", new LogsCommand(session));
    verbs.put("flush", new FlushCommand(session));
    verbs.put("rotate", new RotateCommand(session));
    verbs.put("events", new EventsCommand(session));
    verbs.put("signal", new SignalCommand(session));
    verbs.put("daemon", new DaemonCommand(session));
    verbs.put("upgrade", new UpgradeCommand(session));
    verbs.put("startup", new StartupCommand(session));
    verbs.put("unstartup", new UnstartupCommand(session));
    verbs.put("doctor", new DoctorCommand(session));
    verbs.put("ping", new PingCommand(session));
    verbs.put("version", new VersionCommand(session));
    verbs.put("shutdown", new ShutdownCommand(session));
    return verbs;
  }
}
