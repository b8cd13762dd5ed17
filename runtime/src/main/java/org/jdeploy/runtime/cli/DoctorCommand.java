package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jpm doctor}: is all well with jpmd and what it needs. */
@Command(
    name = "doctor",
    description = {
      "Check what jpmd needs: kernel, permissions, socket, limits, disk, clock, who keeps it"
          + " alive.",
      "Exit code 1 when something is bad; warnings are for you to judge."
    },
    footer = {"", "Example: jpm doctor --json"})
final class DoctorCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "Print JSON: an array of findings.")
  private boolean json;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<Doctor.Finding> findings = new Doctor(session).examine();
    if (json) {
      List<Map<String, Object>> all = new ArrayList<>();
      for (Doctor.Finding finding : findings) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("subject", finding.subject());
        one.put("verdict", word(finding.verdict()));
        one.put("text", finding.text());
        all.add(one);
      }
      session.out().print(Json.pretty(all));
    } else {
      for (Doctor.Finding finding : findings) {
        session
            .out()
            .println(
                String.format(
                    Locale.ROOT,
                    "%-8s %-14s %s",
                    finding.verdict() == Doctor.Verdict.GOOD ? "ok" : word(finding.verdict()),
                    finding.subject(),
                    finding.text()));
      }
    }
    boolean bad = findings.stream().anyMatch(one -> one.verdict() == Doctor.Verdict.BAD);
    return bad ? ExitCodes.FAILED : ExitCodes.DONE;
  }

  private static String word(Doctor.Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
