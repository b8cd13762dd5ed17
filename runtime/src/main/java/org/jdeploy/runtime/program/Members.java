package org.jdeploy.runtime.program;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Members of a JSON object in the order they are added; what is empty is left out. */
final class Members {
  private final Map<String, @Nullable Object> map = new LinkedHashMap<>();

  Map<String, @Nullable Object> map() {
    return map;
  }

  Members add(String name, Object value) {
    switch (value) {
      case Optional<?> optional -> optional.ifPresent(inner -> add(name, inner));
      case OptionalInt number -> number.ifPresent(inner -> map.put(name, inner));
      case OptionalLong number -> number.ifPresent(inner -> map.put(name, inner));
      case OptionalDouble number -> number.ifPresent(inner -> map.put(name, inner));
      case Members members -> map.put(name, members.map());
      case Boolean _, Number _, Collection<?> _, Map<?, ?> _ -> map.put(name, value);
      case Enum<?> constant -> map.put(name, constant.name());
      case Duration _, CharSequence _ -> map.put(name, value.toString());
      default -> map.put(name, value.toString());
    }
    return this;
  }
}
