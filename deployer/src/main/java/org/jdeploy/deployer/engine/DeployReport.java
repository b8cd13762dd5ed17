package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.List;

/**
 * How an operation ended, host by host.
 *
 * @param exitCode as documented for the command line: 0, 1, 2, 3, 4, 5, 6 or 130
 * @param message one sentence for a person
 * @param release name of the release that was to become live, empty when none was decided on
 * @param sha its full commit, or empty
 * @param alreadyLive nothing was to be done
 */
public record DeployReport(
    int exitCode,
    String message,
    String release,
    String sha,
    boolean alreadyLive,
    List<Host> hosts,
    Duration took,
    List<String> warnings) {

  public DeployReport {
    hosts = List.copyOf(hosts);
    warnings = List.copyOf(warnings);
  }

  /**
   * One server.
   *
   * @param release what is live there now as far as is known, or empty
   * @param sha full commit of that release, or empty
   * @param message why, when it is not simply live; may have several lines
   * @param output last lines of the step that failed
   */
  public record Host(
      String name,
      HostState state,
      String release,
      String sha,
      Duration took,
      String message,
      List<String> output) {
    public Host {
      output = List.copyOf(output);
    }
  }
}
