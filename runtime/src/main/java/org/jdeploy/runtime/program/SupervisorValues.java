package org.jdeploy.runtime.program;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.json.ByteSize;
import org.jdeploy.runtime.json.Location;
import org.jspecify.annotations.Nullable;

/** The keys of one section, expanded and of the types that Supervisor gives them. */
record SupervisorValues(SupervisorSource source, Ini.Section section, Expansion expansion) {
  private static final Map<String, Boolean> FLAGS =
      Map.of(
          "yes", true, "true", true, "on", true, "1", true, "no", false, "false", false, "off",
          false, "0", false);

  /** The last one counts. */
  Optional<Ini.Entry> entry(String key) {
    Ini.@Nullable Entry found = null;
    for (Ini.Entry entry : section.entries()) {
      if (entry.key().equals(key)) {
        found = entry;
      }
    }
    return Optional.ofNullable(found);
  }

  boolean has(String key) {
    return entry(key).isPresent();
  }

  /** Where the key stands; the section, when it does not. */
  Location at(String key) {
    return entry(key).map(Ini.Entry::at).orElse(section.at());
  }

  void problem(String key, String message) {
    entry(key)
        .ifPresentOrElse(
            entry -> source.problem(section, entry, message),
            () -> source.problem(section, key + " " + message));
  }

  void remark(String key, String message) {
    entry(key)
        .ifPresentOrElse(
            entry -> source.remark(section, entry, message), () -> source.remark(section, message));
  }

  /** The expanded value; empty when it is absent or blank. */
  Optional<String> text(String key) {
    return entry(key)
        .flatMap(entry -> expanded(key, entry.value()))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  Optional<String> expanded(String key, String value) {
    try {
      return Optional.of(expansion.expand(value));
    } catch (Expansion.Unexpandable e) {
      problem(key, e.reason());
      return Optional.empty();
    }
  }

  Optional<Boolean> flag(String key) {
    Optional<String> text = text(key);
    Optional<Boolean> flag = text.map(word -> FLAGS.get(word.toLowerCase(Locale.ROOT)));
    if (text.isPresent() && flag.isEmpty()) {
      problem(key, "expected true or false, found \"" + Ini.cut(text.get()) + "\"");
    }
    return flag;
  }

  boolean isOn(String key) {
    return flag(key).orElse(false);
  }

  Optional<Integer> whole(String key, int least, int most) {
    return text(key).flatMap(text -> whole(key, text, least, most));
  }

  private Optional<Integer> whole(String key, String text, int least, int most) {
    if (text.matches("[+-]?[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    problem(
        key,
        "expected a whole number from "
            + least
            + " to "
            + most
            + ", found \""
            + Ini.cut(text)
            + "\"");
    return Optional.empty();
  }

  /** Numbers with commas between them. */
  Optional<List<Integer>> wholes(String key, int least, int most) {
    return text(key)
        .map(text ->
            List.of(text.split(",")).stream()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .flatMap(part -> whole(key, part, least, most).stream())
                .distinct()
                .toList());
  }

  Optional<ByteSize> size(String key) {
    Optional<String> text = text(key);
    Optional<ByteSize> size =
        text.flatMap(word -> ByteSize.parse(word.toUpperCase(Locale.ROOT).replace(" ", "")));
    if (text.isPresent() && size.isEmpty()) {
      problem(key, "expected a size such as 50MB, found \"" + Ini.cut(text.get()) + "\"");
    }
    return size;
  }
}
