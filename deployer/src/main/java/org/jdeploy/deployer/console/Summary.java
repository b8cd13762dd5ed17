package org.jdeploy.deployer.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdeploy.deployer.engine.DeployReport;
import org.jdeploy.deployer.engine.HostState;

/** How an operation ended: a row a server, then each failure once with its last lines. */
public final class Summary {
  private final DeployReport report;
  private final Look look;

  public Summary(DeployReport report, Look look) {
    this.report = report;
    this.look = look;
  }

  /** Server by server. */
  public List<String> table() {
    if (report.hosts().stream().allMatch(host -> host.release().isEmpty())) {
      return report.hosts().stream()
          .filter(this::isWell)
          .map(host -> look.tick() + " " + look.strong(host.name()) + ": " + host.message())
          .toList();
    }
    Table table = new Table("SERVER", "STATE", "LIVE RELEASE", "TOOK");
    for (DeployReport.Host host : report.hosts()) {
      table.row(
          host.name(),
          state(host.state()),
          host.release().isEmpty() ? "-" : host.release(),
          host.took().isZero() ? "-" : Seconds.of(host.took()));
    }
    return table.lines(look);
  }

  /** It was not to be switched, and what was wanted of it was done. */
  private boolean isWell(DeployReport.Host host) {
    return report.exitCode() == 0
        && host.state() == HostState.UNTOUCHED
        && !host.message().isEmpty();
  }

  private String state(HostState state) {
    String word = state.name().toLowerCase(Locale.ROOT);
    return switch (state) {
      case LIVE -> look.good(word);
      case UNTOUCHED -> word;
      case BEHIND, REVERTED -> look.warn(word);
      case FAILED, UNKNOWN -> look.bad(word);
    };
  }

  /** Why it is not as it was meant to be. */
  public List<String> problems() {
    List<String> lines = new ArrayList<>();
    report.warnings().forEach(warning -> lines.add(look.warn("! " + warning)));
    for (DeployReport.Host host : report.hosts()) {
      if (host.message().isEmpty() || host.state() == HostState.LIVE || isWell(host)) {
        continue;
      }
      List<String> message = host.message().lines().toList();
      String mark =
          host.state() == HostState.UNTOUCHED || host.state() == HostState.BEHIND
              ? look.warn("!")
              : look.cross();
      lines.add(mark + " " + look.strong(host.name()) + ": " + message.getFirst());
      message.subList(1, message.size()).forEach(line -> lines.add("    " + line));
      host.output().forEach(line -> lines.add("    " + line));
    }
    return lines;
  }

  /** The one sentence. */
  public String sentence() {
    String took = report.took().isZero() ? "" : look.dim(" (" + Seconds.of(report.took()) + ")");
    return (report.exitCode() == 0 ? look.tick() : look.cross()) + " " + report.message() + took;
  }
}
