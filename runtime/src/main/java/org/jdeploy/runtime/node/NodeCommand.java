package org.jdeploy.runtime.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command that runs Node.js.
 *
 * @param node the interpreter as written: a name to look up in PATH or a path
 * @param arguments everything after it
 */
public record NodeCommand(String node, List<String> arguments) {
  /** The worker's end of the channel. */
  public static final int CHANNEL_DESCRIPTOR = 3;

  /** The daemon's end, kept open by the program so that the daemon's death is no end of file. */
  public static final int DAEMON_END_DESCRIPTOR = 4;

  private static final Pattern SHEBANG =
      Pattern.compile("#!\\s*(?:\\S*/env\\s+(?:-S\\s+)?)?(\\S*node(?:js)?)((?:\\s+\\S+)*)\\s*");

  /** No line that names an interpreter is longer. */
  private static final int SHEBANG_LENGTH = 256;

  public NodeCommand {
    arguments = List.copyOf(arguments);
  }

  /**
   * Recognizes {@code node [flags] app.js …}, with any path of node, and a script path whose first
   * line names node ({@code #!/usr/bin/env node}).
   *
   * @param directory where a relative path begins
   */
  public static Optional<NodeCommand> recognize(List<String> command, Path directory) {
    if (command.isEmpty()) {
      return Optional.empty();
    }
    String program = command.getFirst();
    if (isNode(program)) {
      return Optional.of(new NodeCommand(program, command.subList(1, command.size())));
    }
    return program.contains("/") ? script(directory.resolve(program), command) : Optional.empty();
  }

  private static boolean isNode(String program) {
    Path name = Path.of(program).getFileName();
    return name != null && (name.toString().equals("node") || name.toString().equals("nodejs"));
  }

  private static Optional<NodeCommand> script(Path file, List<String> command) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Matcher shebang = SHEBANG.matcher(firstLine(file));
    if (!shebang.matches() || !isNode(shebang.group(1))) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>();
    String flags = shebang.group(2).strip();
    if (!flags.isEmpty()) {
      arguments.addAll(List.of(flags.split("\\s+")));
    }
    arguments.addAll(command);
    return Optional.of(new NodeCommand(shebang.group(1), arguments));
  }

  private static String firstLine(Path file) {
    try (var in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(SHEBANG_LENGTH), StandardCharsets.ISO_8859_1);
      int end = head.indexOf('\n');
      return end < 0 ? "" : head.substring(0, end);
    } catch (IOException e) {
      return "";
    }
  }

  /** The argument vector that loads the preload first. */
  public List<String> argv(Path preload) {
    List<String> argv = new ArrayList<>();
    argv.add(node);
    argv.add("--require");
    argv.add(preload.toString());
    argv.addAll(arguments);
    return argv;
  }

  /**
   * What such a program needs in its environment beside its own variables: Node takes the first
   * away at start, the preload the second, so that no child inherits them.
   */
  public static Map<String, String> environment() {
    return Map.of("NODE_CHANNEL_FD", String.valueOf(CHANNEL_DESCRIPTOR), "JPM_PRELOAD", "1");
  }
}
