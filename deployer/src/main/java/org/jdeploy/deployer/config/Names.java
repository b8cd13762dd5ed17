package org.jdeploy.deployer.config;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Suggestion;
import org.jdeploy.runtime.json.Type;
import org.jspecify.annotations.Nullable;

/** The names that a stage, or one of its servers, gives values to. */
final class Names implements Scope {

  /**
   * The part of a server that is known before the rest.
   *
   * @param name what it is called
   */
  record Host(String name, HostText text, Set<String> roles) {}

  private final String stage;
  private final JsonObject tree;
  private final Set<String> secrets;
  private final Function<String, @Nullable String> environment;
  private final @Nullable Host host;
  private final Resolver resolver;

  /** Values that are being worked out: one that needs itself has none. */
  private final Deque<String> underWay = new ArrayDeque<>();

  /**
   * @param tree merged keys of the stage or of the server
   * @param host null where servers differ
   */
  Names(
      String stage,
      JsonObject tree,
      Set<String> secrets,
      Function<String, @Nullable String> environment,
      @Nullable Host host,
      List<Problem> problems,
      List<Problem> unset) {
    this.stage = stage;
    this.tree = tree;
    this.secrets = secrets;
    this.environment = environment;
    this.host = host;
    this.resolver = new Resolver(this, problems, unset);
  }

  Resolver resolver() {
    return resolver;
  }

  @Override
  public Found find(String namespace, String name) {
    return switch (namespace) {
      case "vars" -> vars(name);
      case "env" -> {
        String value = environment.apply(name);
        yield value == null
            ? new Found.Unset("the environment variable " + name + " is not set")
            : new Found.Value(new JsonText(value, JsonValue.NOWHERE));
      }
      case "git" ->
          Placeholders.GIT.contains(name)
              ? new Found.Later("only during a deploy")
              : missing("git", name, Placeholders.GIT);
      case "secret" ->
          secrets.contains(name)
              ? new Found.Later("only during a deploy")
              : missing("secret", name, secrets);
      case "host" -> host(name);
      case "app" -> app(name);
      default -> throw new IllegalArgumentException(namespace);
    };
  }

  private static Found missing(String namespace, String name, Collection<String> known) {
    return new Found.Missing("there is no ${" + namespace + "." + name + "}" + hint(name, known));
  }

  private static String hint(String name, Collection<String> known) {
    return Suggestion.of(name, known)
        .map(near -> ", did you mean \"" + near + "\"?")
        .orElse(known.isEmpty() ? "" : ", there is " + String.join(", ", new TreeSet<>(known)));
  }

  private Found vars(String name) {
    JsonObject vars = tree.get("vars") instanceof JsonObject object ? object : null;
    if (vars == null) {
      return new Found.Unset("there is no ${vars." + name + "}: there are no vars");
    }
    JsonValue value = vars;
    for (String part : name.split("\\.")) {
      value = value instanceof JsonObject object ? object.get(part) : null;
    }
    if (value == null) {
      return new Found.Unset(
          "there is no ${vars." + name + "}" + hint(name, vars.members().keySet()));
    }
    return workedOut("vars." + name, value, Type.anything());
  }

  private Found workedOut(String name, JsonValue value, Type type) {
    if (underWay.contains(name)) {
      return new Found.Missing("${" + name + "} needs its own value");
    }
    underWay.push(name);
    try {
      return new Found.Value(resolver.value(value, type, Set.of(), name));
    } finally {
      underWay.pop();
    }
  }

  private Found app(String name) {
    return switch (name) {
      case "stage" -> Scope.text(Optional.of(stage), "");
      case "name" -> {
        JsonValue application = tree.get("application");
        yield application == null
            ? new Found.Missing("${app.name}: there is no \"application\"")
            : workedOut("app.name", application, Type.text());
      }
      case "deployTo", "current", "shared" -> place(name);
      default -> missing("app", name, List.of("name", "stage", "deployTo", "current", "shared"));
    };
  }

  private Found place(String name) {
    JsonValue deployTo = tree.get("deployTo");
    if (host == null || deployTo == null) {
      return new Found.Later("for each server on its own");
    }
    return switch (workedOut("app.deployTo", deployTo, Type.text())) {
      case Found.Value(JsonText(String text, _)) ->
          Scope.text(HostValues.place(text, name), "there is no ${app." + name + "}");
      case Found other -> other;
    };
  }

  private Found host(String name) {
    if (!HostValues.HOST.contains(name)) {
      return missing("host", name, HostValues.HOST);
    }
    if (host == null) {
      return new Found.Later("for each server on its own");
    }
    return switch (name) {
      case "name" -> Scope.text(Optional.of(host.name()), "");
      case "address" -> Scope.text(Optional.of(host.text().host()), "");
      case "roles" -> Scope.text(Optional.of(String.join(",", new TreeSet<>(host.roles()))), "");
      case "port" ->
          Scope.text(
              host.text().port().isPresent()
                  ? Optional.of(String.valueOf(host.text().port().getAsInt()))
                  : Optional.empty(),
              "there is no ${host.port}: the host of " + host.name() + " names no port");
      default ->
          Scope.text(
              host.text().user().or(this::sshUser),
              "there is no ${host.user}: neither the host of "
                  + host.name()
                  + " nor ssh.user names one");
    };
  }

  private Optional<String> sshUser() {
    return tree.get("ssh") instanceof JsonObject ssh && ssh.get("user") instanceof JsonText user
        ? Optional.of(user.value())
        : Optional.empty();
  }
}
