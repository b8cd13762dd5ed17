package org.jdeploy.runtime.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jdeploy.runtime.client.ControlClient;
import org.jdeploy.runtime.client.DaemonLauncher;
import org.jdeploy.runtime.client.JpmHome;

/** What a command has to do with: where it runs, whom it asks, where it prints. */
final class Session {
  private static final int WIDTH = 80;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final ControlClient client;

  /**
   * @param terminal a person reads what is printed to {@code out}
   */
  Session(Map<String, String> environment, PrintStream out, PrintStream err, boolean terminal) {
    this.environment = Map.copyOf(environment);
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.client = new ControlClient(JpmHome.of(environment));
  }

  /** Of this process. */
  static Session ofProcess() {
    return new Session(System.getenv(), System.out, System.err, stdoutIsTerminal());
  }

  private static boolean stdoutIsTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  /** The same with more in its environment. */
  Session with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Session(all, out, err, terminal);
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  JpmHome home() {
    return client.home();
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Asks a jpmd that runs, or fails. */
  ControlClient client() {
    return client;
  }

  /** Sees to it that a jpmd runs; whether it had to be started. */
  boolean ensureDaemon() {
    boolean started = new DaemonLauncher(client, environment).ensureRunning();
    if (started) {
      err.println("jpm: started jpmd in " + home());
    }
    return started;
  }

  /** Columns to fit into; the lines of what is no terminal are as long as they are. */
  int width() {
    if (!terminal && !environment.containsKey("COLUMNS")) {
      return Integer.MAX_VALUE;
    }
    try {
      return Math.max(40, Integer.parseInt(environment.getOrDefault("COLUMNS", "")));
    } catch (NumberFormatException e) {
      return WIDTH;
    }
  }

  Paint paint() {
    return new Paint(terminal && environment.getOrDefault("NO_COLOR", "").isEmpty());
  }
}
