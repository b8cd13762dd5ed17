package org.jdeploy.deployer.ssh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdeploy.deployer.config.SshOptions;
import org.jdeploy.deployer.config.SshTarget;

/**
 * Decides where and how to log in. What the host string says comes first, then deploy.json, then
 * ssh_config, then SSH's defaults; for a jump host ssh_config comes before deploy.json.
 */
final class Endpoints {
  private static final int MOST_JUMPS = 8;
  private static final Pattern HOP =
      Pattern.compile("(?:ssh://)?(?:([^@]+)@)?(\\[[^\\]]+\\]|[^:\\[\\]]+)(?::(\\d+))?/?");
  private static final Pattern TOKEN = Pattern.compile("%(.)|\\$\\{(\\w+)\\}");

  private final Map<String, String> environment;
  private final Path home;
  private final String localUser;
  private final SshConfig config;

  Endpoints(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    this.home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    this.localUser = System.getProperty("user.name");
    this.config = new SshConfig(this.environment, home);
  }

  Endpoint resolve(SshTarget target) throws ConnectFailure {
    Optional<String> user = target.user().or(target.options()::user);
    HostSettings settings =
        config.of(target.host(), user, target.port(), target.options().configFile());
    return endpoint(
        target.host(),
        user.or(() -> settings.one("user")).orElse(localUser),
        target.port(),
        settings,
        target.options(),
        0);
  }

  private Endpoint hop(String text, SshOptions options, int depth) throws ConnectFailure {
    Matcher parts = HOP.matcher(text.strip());
    if (!parts.matches()) {
      throw failure("\"" + text + "\" in ProxyJump is no host");
    }
    Optional<String> user = Optional.ofNullable(parts.group(1));
    String host = parts.group(2).replaceAll("[\\[\\]]", "");
    OptionalInt port =
        parts.group(3) == null
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(parts.group(3)));
    HostSettings settings = config.of(host, user, port, options.configFile());
    // ssh -G answers with the local user when nobody said anything.
    Optional<String> configured =
        settings.one("user").filter(name -> user.isPresent() || !name.equals(localUser));
    return endpoint(
        host,
        user.or(() -> configured).or(options::user).orElse(localUser),
        port,
        settings,
        options,
        depth);
  }

  private Endpoint endpoint(
      String name,
      String user,
      OptionalInt port,
      HostSettings settings,
      SshOptions options,
      int depth)
      throws ConnectFailure {
    String host = settings.one("hostname").orElse(name);
    int number =
        port.isPresent() ? port.getAsInt() : settings.one("port").map(Integer::parseInt).orElse(22);
    Tokens tokens = new Tokens(name, host, number, user);
    if (settings.one("proxycommand").isPresent()) {
      throw failure(
          name + ": ssh_config sets ProxyCommand, which jdeploy does not run: use ProxyJump");
    }
    List<Path> own = options.identityFile().stream().toList();
    for (Path key : own) {
      if (!Files.exists(key)) {
        throw failure("ssh.identityFile " + key + " does not exist");
      }
    }
    Endpoint alone =
        new Endpoint(
            name,
            host,
            number,
            user,
            settings.one("hostkeyalias"),
            own,
            paths(settings, "identityfile", tokens),
            settings.isYes("identitiesonly"),
            agent(settings, tokens),
            knownHosts(settings, options, tokens),
            Optional.empty(),
            options.connectTimeout(),
            options.keepAlive(),
            options.keepAliveCount());
    return alone.via(jump(alone, settings, options, depth));
  }

  /** The last hop of ProxyJump; each hop is reached through the one before it. */
  private Optional<Endpoint> jump(
      Endpoint target, HostSettings settings, SshOptions options, int depth) throws ConnectFailure {
    Optional<String> jumps = settings.one("proxyjump");
    if (jumps.isEmpty()) {
      return Optional.empty();
    }
    if (depth >= MOST_JUMPS) {
      throw failure(target.name() + ": ProxyJump goes round in a circle");
    }
    Optional<Endpoint> last = Optional.empty();
    for (String text : jumps.get().split(",")) {
      Endpoint hop = hop(text, options, depth + 1);
      last = Optional.of(last.isPresent() ? hop.via(last) : hop);
    }
    return last;
  }

  private Optional<Path> agent(HostSettings settings, Tokens tokens) {
    List<String> values = settings.all("identityagent");
    Optional<String> socket = Optional.ofNullable(environment.get("SSH_AUTH_SOCK"));
    if (!values.isEmpty() && !values.getFirst().equals("SSH_AUTH_SOCK")) {
      socket = settings.one("identityagent").map(tokens::expand);
    }
    return socket.filter(text -> !text.isEmpty()).map(Path::of);
  }

  private List<Path> knownHosts(HostSettings settings, SshOptions options, Tokens tokens) {
    List<Path> global = paths(settings, "globalknownhostsfile", tokens);
    List<Path> user = paths(settings, "userknownhostsfile", tokens);
    return Stream.concat(
            options
                .knownHosts()
                .map(Stream::of)
                .orElseGet(() ->
                    user.isEmpty() ? Stream.of(home.resolve(".ssh/known_hosts")) : user.stream()),
            global.isEmpty() ? Stream.of(Path.of("/etc/ssh/ssh_known_hosts")) : global.stream())
        .toList();
  }

  private static List<Path> paths(HostSettings settings, String keyword, Tokens tokens) {
    List<Path> paths = new ArrayList<>();
    for (String value : settings.all(keyword)) {
      // Lists of files stand on one line; a file name with a space stands in quotes.
      Matcher words = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(value);
      boolean single = keyword.equals("identityfile");
      if (single) {
        paths.add(Path.of(tokens.expand(value.replace("\"", ""))));
      }
      while (!single && words.find()) {
        paths.add(Path.of(tokens.expand(words.group(1) != null ? words.group(1) : words.group(2))));
      }
    }
    return paths.stream().filter(path -> !path.toString().equals("none")).toList();
  }

  private static ConnectFailure failure(String message) {
    return new ConnectFailure(ConnectFailure.Kind.CONFIGURATION, message);
  }

  /** What may stand in ssh_config's values; ssh_config(5), TOKENS. */
  private final class Tokens {
    private final Map<String, String> values;

    Tokens(String name, String host, int port, String user) {
      values =
          Map.of(
              "%", "%",
              "d", home.toString(),
              "h", host,
              "k", host,
              "n", name,
              "p", Integer.toString(port),
              "r", user,
              "u", localUser);
    }

    String expand(String text) {
      String value = text.startsWith("~/") ? home + text.substring(1) : text;
      return TOKEN
          .matcher(value)
          .replaceAll(match ->
              Matcher.quoteReplacement(
                  match.group(1) != null
                      ? values.getOrDefault(match.group(1), match.group())
                      : environment.getOrDefault(match.group(2), match.group())));
    }
  }
}
