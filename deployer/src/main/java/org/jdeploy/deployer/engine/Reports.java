package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.List;

/** Sums an operation up. */
final class Reports {
  private Reports() {}

  static DeployReport of(
      Session session,
      int code,
      String message,
      String release,
      String sha,
      boolean alreadyLive,
      Duration took,
      List<String> warnings) {
    long now = System.nanoTime();
    return new DeployReport(
        code,
        message,
        release,
        sha,
        alreadyLive,
        session.hosts().stream()
            .map(host ->
                new DeployReport.Host(
                    host.name(),
                    host.state,
                    host.release,
                    host.sha,
                    Duration.ofNanos(now - host.start),
                    host.message,
                    host.output))
            .toList(),
        took,
        warnings);
  }
}
