package org.jdeploy.deployer.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Replaces secrets in everything that is shown or logged. */
public final class Masker {
  public static final Masker NONE = new Masker(List.of());

  private static final String MASK = "[secret]";

  /** A shorter value is found everywhere and would make any text unreadable. */
  private static final int SHORTEST = 3;

  private final List<String> values;

  /**
   * @param values the secrets; of one with several lines each line is a secret, since output is
   *     shown line by line
   */
  public Masker(Collection<String> values) {
    this.values =
        values.stream()
            .flatMap(value -> Stream.concat(Stream.of(value), value.lines()))
            .map(String::strip)
            .filter(value -> value.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  public String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, MASK);
    }
    return masked;
  }
}
