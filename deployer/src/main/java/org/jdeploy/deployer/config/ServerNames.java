package org.jdeploy.deployer.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Section;

/** Gives every server of a stage a name of its own: the written one, its host, or host:port. */
final class ServerNames {
  private ServerNames() {}

  static List<Names.Host> of(List<JsonObject> servers, List<Problem> problems) {
    List<Section> sections =
        servers.stream().map(server -> new Section(server, DeployKeys.SERVER)).toList();
    List<HostText> texts =
        sections.stream().map(section -> HostText.parse(section.text("host"))).toList();
    Map<String, Integer> often = new LinkedHashMap<>();
    texts.forEach(text -> often.merge(text.host(), 1, Integer::sum));
    Map<String, Location> taken = new LinkedHashMap<>();
    List<Names.Host> hosts = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      HostText text = texts.get(i);
      String name =
          section
              .optionalText("name")
              .orElse(often.getOrDefault(text.host(), 0) > 1 ? text.address() : text.host());
      Location at = section.has("name") ? section.at("name") : section.at("host");
      Location first = taken.putIfAbsent(name, at);
      if (first != null) {
        problems.add(
            new Problem(
                at,
                "name",
                "two servers are called \""
                    + name
                    + "\" (the other one at line "
                    + first.line()
                    + "): give this one a \"name\""));
      }
      Set<String> roles = new LinkedHashSet<>(section.texts("roles"));
      hosts.add(new Names.Host(name, text, roles));
    }
    return hosts;
  }
}
