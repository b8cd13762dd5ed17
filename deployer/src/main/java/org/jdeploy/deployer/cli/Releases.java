package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.deployer.console.Seconds;
import org.jdeploy.deployer.console.Table;
import org.jdeploy.deployer.engine.HostReleases;
import org.jdeploy.deployer.journal.ReleaseRecord;
import org.jdeploy.runtime.json.JsonValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jdeploy STAGE releases}. */
@Command(
    name = "releases",
    description = "The releases of each server: commit, who, when, how it ended, which is live.",
    footer = {"", "Example:", "  jdeploy production releases --hosts web1"})
final class Releases implements Callable<Integer> {
  private final String name;
  private final Surroundings surroundings;

  @Mixin private StageOptions options = new StageOptions();

  Releases(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (StageSession session = StageSession.open(name, options, surroundings)) {
      Output output = session.output();
      List<HostReleases> hosts = session.engine(output.warnings()).releases(session.fleet());
      output.print(table(hosts, output.look()));
      int code = ExitCode.DONE;
      for (HostReleases host : hosts) {
        if (host.problem().isPresent()) {
          output.problem(output.look().cross() + " " + host.host() + ": " + host.problem().get());
          code = ExitCode.UNREACHABLE;
        }
      }
      output.print(json(hosts, code));
      return code;
    }
  }

  private static List<String> table(List<HostReleases> hosts, Look look) {
    Table table = new Table("SERVER", "RELEASE", "COMMIT", "WHO", "WHEN", "TOOK", "OUTCOME");
    for (HostReleases host : hosts) {
      String server = host.host();
      if (host.releases().isEmpty()) {
        table.row(server, "-", "-", "-", "-", "-", "-");
      }
      for (ReleaseRecord release : host.releases().reversed()) {
        table.row(
            server,
            release.name(),
            release.sha().substring(0, Math.min(7, release.sha().length())),
            release.who(),
            release.at(),
            release.took().map(Seconds::of).orElse("-"),
            outcome(release, look));
        server = "";
      }
    }
    return table.lines(look);
  }

  private static String outcome(ReleaseRecord release, Look look) {
    String word = word(release);
    String gone = release.present() ? "" : look.dim(", removed");
    return switch (release.outcome()) {
      case GOOD -> release.live() ? look.good("live") : word + gone;
      case REVERTED, UNFINISHED -> look.warn(word) + gone;
      case FAILED -> look.bad(word) + gone;
    };
  }

  private static String word(ReleaseRecord release) {
    return release.outcome().name().toLowerCase(Locale.ROOT);
  }

  private static JsonValue json(List<HostReleases> hosts, int code) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (HostReleases host : hosts) {
      List<Map<String, Object>> releases = new ArrayList<>();
      for (ReleaseRecord release : host.releases()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", release.name());
        one.put("sha", release.sha());
        one.put("who", release.who());
        one.put("at", release.at());
        one.put("outcome", word(release));
        release.took().ifPresent(took -> one.put("seconds", took.toMillis() / 1000.0));
        one.put("present", release.present());
        one.put("live", release.live());
        releases.add(one);
      }
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", host.host());
      host.problem().ifPresent(problem -> members.put("problem", problem));
      members.put("live", host.live().orElse(""));
      members.put("releases", releases);
      list.add(members);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("exitCode", code);
    document.put("hosts", list);
    return JsonValue.of(document);
  }
}
