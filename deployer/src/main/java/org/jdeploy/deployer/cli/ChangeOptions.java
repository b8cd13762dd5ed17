package org.jdeploy.deployer.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.console.Look;
import picocli.CommandLine.Option;

/** What every command takes that changes servers. */
final class ChangeOptions {
  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask, even when the stage is protected.")
  private boolean yes;

  /**
   * Asks before a protected stage is changed.
   *
   * @param action what is to be done, as in "deploy to"
   * @throws UsageException when the answer is no, or there is nobody to ask
   */
  void confirm(Stage stage, String action) {
    if (!stage.isProtected() || yes) {
      return;
    }
    if (!Look.canAsk()) {
      throw new UsageException(
          "the stage " + stage.name() + " is protected: add --yes to " + action + " it");
    }
    System.err.printf("The stage %s is protected. Really %s it? [y/N] ", stage.name(), action);
    System.err.flush();
    if (!answer().matches("(?i)\\s*y(es)?\\s*")) {
      throw new UsageException("nothing was done");
    }
  }

  private static String answer() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException _) {
      return "";
    }
  }
}
