package org.jdeploy.deployer.console;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdeploy.deployer.engine.DeployReport;
import org.jdeploy.runtime.json.JsonValue;

/** A report for scripts. */
public final class ReportJson {
  private ReportJson() {}

  public static JsonValue of(DeployReport report) {
    List<Map<String, Object>> hosts = new ArrayList<>();
    for (DeployReport.Host host : report.hosts()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", host.name());
      members.put("state", host.state().name().toLowerCase(Locale.ROOT));
      members.put("release", host.release());
      members.put("sha", host.sha());
      members.put("seconds", seconds(host.took()));
      members.put("message", host.message());
      members.put("output", host.output());
      hosts.add(members);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("exitCode", report.exitCode());
    members.put("message", report.message());
    members.put("release", report.release());
    members.put("sha", report.sha());
    members.put("alreadyLive", report.alreadyLive());
    members.put("seconds", seconds(report.took()));
    members.put("hosts", hosts);
    members.put("warnings", report.warnings());
    return JsonValue.of(members);
  }

  static BigDecimal seconds(Duration took) {
    return BigDecimal.valueOf(took.toMillis(), 3);
  }
}
