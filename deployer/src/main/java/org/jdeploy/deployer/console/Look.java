package org.jdeploy.deployer.console;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the place that output goes to can show.
 *
 * @param color whether escape sequences for colors are welcome
 * @param live whether lines may be written again
 * @param unicode whether anything but ASCII arrives
 * @param width columns that a line may have
 */
public record Look(boolean color, boolean live, boolean unicode, int width) {
  private static final int DEFAULT_WIDTH = 100;
  private static final Pattern STTY = Pattern.compile("\\d+ (\\d+)\\s*");

  /** For files, pipes and tests. */
  public static final Look PLAIN = new Look(false, false, true, DEFAULT_WIDTH);

  /** For a stream of this process: 1 is standard output, 2 standard error. */
  public static Look of(int descriptor, boolean noColor, Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "");
    boolean terminal = isTerminal(descriptor) && !term.equals("dumb") && !term.isEmpty();
    boolean color = terminal && !noColor && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Look(
        color, terminal, isUnicode(environment), terminal ? terminalWidth() : DEFAULT_WIDTH);
  }

  /** Whether a person can be asked. */
  public static boolean canAsk() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  private static boolean isUnicode(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value.toLowerCase(java.util.Locale.ROOT).replace("-", "").contains("utf8");
      }
    }
    return false;
  }

  private static boolean isTerminal(int descriptor) {
    if (canAsk()) {
      return true;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException _) {
      return false;
    }
  }

  private static int terminalWidth() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher size = STTY.matcher(answer);
      if (stty.waitFor(1, TimeUnit.SECONDS) && size.matches()) {
        int columns = Integer.parseInt(size.group(1));
        return columns > 0 ? Math.max(40, columns) : DEFAULT_WIDTH;
      }
    } catch (IOException _) {
      // No stty, or no terminal after all.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return DEFAULT_WIDTH;
  }

  public String good(String text) {
    return paint("32", text);
  }

  public String bad(String text) {
    return paint("31", text);
  }

  public String warn(String text) {
    return paint("33", text);
  }

  public String dim(String text) {
    return paint("2", text);
  }

  public String strong(String text) {
    return paint("1", text);
  }

  public String tick() {
    return good(unicode ? "✔" : "ok");
  }

  public String cross() {
    return bad(unicode ? "✘" : "FAILED");
  }

  public String dots() {
    return dim(unicode ? "…" : "..");
  }

  private String paint(String code, String text) {
    return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** Cuts a line, which may hold color sequences, to the width. */
  String fit(String line) {
    StringBuilder kept = new StringBuilder();
    int columns = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\u001b') {
        int end = line.indexOf('m', i);
        if (end > 0) {
          kept.append(line, i, end + 1);
          i = end;
        }
      } else if (columns < width - 1) {
        kept.append(c);
        columns++;
      }
    }
    return kept.toString();
  }
}
