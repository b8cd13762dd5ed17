package org.jdeploy.deployer.plan;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdeploy.deployer.config.Placeholders;
import org.jdeploy.deployer.shell.Quote;

/** Configured values as words of a shell: quoted, with homes and secrets left to the server. */
public final class Words {
  /** A dollar before it makes it literal. */
  private static final Pattern SECRET = Pattern.compile("(\\$?)\\$\\{secret\\.([A-Za-z0-9_.-]+)}");

  private Words() {}

  /** A literal value; {@code ${secret.NAME}} in it becomes the variable that holds it. */
  public static String value(String value) {
    StringBuilder word = new StringBuilder();
    Matcher matcher = SECRET.matcher(value);
    int from = 0;
    while (matcher.find()) {
      if (matcher.group(1).isEmpty()) {
        if (matcher.start() > from) {
          word.append(literal(value.substring(from, matcher.start())));
        }
        word.append("\"${").append(variable(matcher.group(2))).append("}\"");
        from = matcher.end();
      }
    }
    if (from < value.length() || word.isEmpty()) {
      word.append(literal(value.substring(from)));
    }
    return word.toString();
  }

  private static String literal(String value) {
    return Quote.sh(Placeholders.unescape(value));
  }

  /** A path on the server; a leading {@code ~/} is the user's home there. */
  public static String path(String path) {
    if (path.equals("~")) {
      return "\"$HOME\"";
    }
    return path.startsWith("~/") ? "\"$HOME\"" + Quote.sh(path.substring(1)) : Quote.sh(path);
  }

  /** A command line of the user's; secrets become variables, everything else stays as it is. */
  static String command(String command) {
    return Placeholders.unescape(
        SECRET
            .matcher(command)
            .replaceAll(match ->
                Matcher.quoteReplacement(
                    match.group(1).isEmpty()
                        ? "${" + variable(match.group(2)) + "}"
                        : match.group())));
  }

  /** The shell variable that holds a secret on the server. */
  public static String variable(String secret) {
    return "JDEPLOY_SECRET_" + secret.replaceAll("[^A-Za-z0-9_]", "_");
  }

  /** Names of the secrets that a text mentions. */
  public static Set<String> secrets(String text) {
    return Placeholders.names("secret", text);
  }
}
