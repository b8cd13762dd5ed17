package org.jdeploy.deployer.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What ssh_config says about one host: lower-case keywords, each with its values in order. */
record HostSettings(Map<String, List<String>> values) {

  /** Reads the output of {@code ssh -G}: a keyword and a value a line. */
  static HostSettings parse(String output) {
    Map<String, List<String>> values = new TreeMap<>();
    output
        .lines()
        .forEach(line -> {
          int space = line.indexOf(' ');
          if (space > 0) {
            values
                .computeIfAbsent(
                    line.substring(0, space).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(line.substring(space + 1).strip());
          }
        });
    return new HostSettings(values);
  }

  /** The value of a keyword that has one; {@code none} counts as not set. */
  Optional<String> one(String keyword) {
    return all(keyword).stream().findFirst().filter(value -> !value.equalsIgnoreCase("none"));
  }

  List<String> all(String keyword) {
    return values.getOrDefault(keyword, List.of());
  }

  boolean isYes(String keyword) {
    return one(keyword).filter("yes"::equalsIgnoreCase).isPresent();
  }
}
