package org.jdeploy.deployer.config;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jspecify.annotations.Nullable;

/** What {@code ${vars.…}} and {@code ${host.…}} stand for on one server. */
final class HostValues {
  static final List<String> HOST = List.of("name", "address", "user", "port", "roles");

  private HostValues() {}

  static Optional<String> of(Server server, String name) {
    int dot = name.indexOf('.');
    String rest = name.substring(dot + 1);
    return switch (name.substring(0, dot)) {
      case "vars" -> Optional.ofNullable(member(server, rest)).flatMap(HostValues::text);
      case "host" -> host(server, rest);
      case "app" -> place(server.deployTo(), rest);
      default -> Optional.empty();
    };
  }

  /** The values of {@code ${app.…}} that differ from server to server. */
  static Optional<String> place(String deployTo, String name) {
    return switch (name) {
      case "deployTo" -> Optional.of(deployTo);
      case "current" -> Optional.of(deployTo + "/current");
      case "shared" -> Optional.of(deployTo + "/shared");
      default -> Optional.empty();
    };
  }

  private static Optional<String> host(Server server, String name) {
    return switch (name) {
      case "name" -> Optional.of(server.name());
      case "roles" -> Optional.of(String.join(",", new TreeSet<>(server.roles())));
      default -> login(server.ssh(), name);
    };
  }

  private static Optional<String> login(SshTarget target, String name) {
    return switch (name) {
      case "address" -> Optional.of(target.host());
      case "user" -> target.user().or(() -> target.options().user());
      case "port" ->
          target.port().isPresent()
              ? Optional.of(String.valueOf(target.port().getAsInt()))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static @Nullable JsonValue member(Server server, String path) {
    String[] names = path.split("\\.");
    JsonValue value = server.vars().get(names[0]);
    for (int i = 1; i < names.length && value != null; i++) {
      value = value instanceof JsonObject object ? object.get(names[i]) : null;
    }
    return value;
  }

  /** A scalar as it is printed into a text. */
  static Optional<String> text(JsonValue value) {
    return switch (value) {
      case JsonText text -> Optional.of(text.value());
      case JsonNumber number -> Optional.of(number.value().toPlainString());
      case JsonBoolean flag -> Optional.of(String.valueOf(flag.value()));
      case JsonObject _, JsonValue.JsonArray _, JsonValue.JsonNull _ -> Optional.empty();
    };
  }
}
