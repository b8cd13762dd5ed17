package org.jdeploy.runtime.program;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jdeploy.runtime.json.ByteSize;
import org.jdeploy.runtime.json.Location;
import org.jspecify.annotations.Nullable;

/** What {@code stdout_logfile} and its relatives ask for, as {@code logs}. */
final class SupervisorLogs {
  private static final List<String> CONSOLES =
      List.of("/dev/stdout", "/dev/stderr", "/dev/fd/1", "/dev/fd/2", "/dev/console", "/dev/tty");

  private final SupervisorValues in;
  private final OptionalInt number;
  private final boolean merge;

  /**
   * @param number put into the file's name: of one of several processes that would share it
   */
  SupervisorLogs(SupervisorValues in, OptionalInt number) {
    this.in = in;
    this.number = number;
    this.merge = in.isOn("redirect_stderr");
  }

  private enum Kind {
    AUTO,
    NONE,
    SYSLOG,
    FILE
  }

  private record Target(Kind kind, String file) {}

  void write(Draft program) {
    Target out = target("stdout");
    Target err = merge ? out : target("stderr");
    Location at = in.section().at();
    if (out.kind() == Kind.SYSLOG || err.kind() == Kind.SYSLOG) {
      String key = out.kind() == Kind.SYSLOG ? syslogKey("stdout") : syslogKey("stderr");
      program.in("logs", at).text("to", "syslog", in.at(key));
      if (out.kind() != err.kind()) {
        in.remark(key, "both outputs go to syslog");
      }
    } else if (out.kind() == Kind.NONE && err.kind() == Kind.NONE) {
      program.in("logs", at).text("to", "none", in.at("stdout_logfile"));
    } else {
      files(program, at, out, err);
    }
    sizes(program, at);
    without("stdout");
    without("stderr");
  }

  private void files(Draft program, Location at, Target out, Target err) {
    for (String output : List.of("stdout", "stderr")) {
      Target target = output.equals("stdout") ? out : err;
      if (target.kind() == Kind.NONE && !(merge && output.equals("stderr"))) {
        in.remark(
            output + "_logfile",
            "only both outputs together can be thrown away: this one goes to a file");
      }
    }
    if (out.kind() == Kind.FILE) {
      program.in("logs", at).text("stdout", out.file(), in.at("stdout_logfile"));
    }
    boolean sameFile = out.kind() == Kind.FILE && out.equals(err);
    if (merge || sameFile) {
      program
          .in("logs", at)
          .flag("mergeStderr", true, in.at(merge ? "redirect_stderr" : "stderr_logfile"));
    } else if (err.kind() == Kind.FILE) {
      program.in("logs", at).text("stderr", err.file(), in.at("stderr_logfile"));
    }
  }

  private String syslogKey(String output) {
    return in.has(output + "_syslog") ? output + "_syslog" : output + "_logfile";
  }

  private Target target(String output) {
    String key = output + "_logfile";
    Optional<String> text = in.text(key);
    String word = text.orElse("auto").toLowerCase(Locale.ROOT);
    if (in.isOn(output + "_syslog")) {
      if (text.isPresent() && !List.of("none", "off", "auto", "syslog").contains(word)) {
        in.remark(key, "the output goes to syslog alone, not to this file, too");
      }
      return new Target(Kind.SYSLOG, "");
    }
    return switch (word) {
      case "auto" -> new Target(Kind.AUTO, "");
      case "none", "off", "/dev/null" -> new Target(Kind.NONE, "");
      case "syslog" -> new Target(Kind.SYSLOG, "");
      default -> file(key, text.orElse(""));
    };
  }

  private Target file(String key, String text) {
    if (CONSOLES.contains(text) || text.startsWith("/proc/self/fd/")) {
      in.remark(
          key, "jpmd writes to no console: the output goes to JPM_HOME/logs, jpm logs -f shows it");
      return new Target(Kind.AUTO, "");
    }
    try {
      Path file = in.source().directory().resolve(text).normalize();
      return new Target(Kind.FILE, (number.isPresent() ? numbered(file) : file).toString());
    } catch (InvalidPathException e) {
      in.problem(key, "expected a file: " + e.getReason());
      return new Target(Kind.AUTO, "");
    }
  }

  /** {@code worker.log} becomes {@code worker-3.log}. */
  private Path numbered(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    int at = dot > 0 ? dot : name.length();
    return file.resolveSibling(name.substring(0, at) + "-" + number.orElse(0) + name.substring(at));
  }

  private void sizes(Draft program, Location at) {
    List<String> outputs = merge ? List.of("stdout") : List.of("stdout", "stderr");
    @Nullable ByteSize size = null;
    @Nullable Integer backups = null;
    for (String output : outputs) {
      String key = output + "_logfile_maxbytes";
      Optional<ByteSize> mine = in.size(key);
      if (mine.isPresent()) {
        if (size != null && !size.equals(mine.get())) {
          in.remark(key, "one size holds for both outputs, the larger one");
        }
        size = larger(size, mine.get());
        program
            .in("logs", at)
            .text("maxSize", size.bytes() == 0 ? "0" : size.toString(), in.at(key));
      }
      String keep = output + "_logfile_backups";
      Optional<Integer> kept = in.whole(keep, 0, 1000);
      if (kept.isPresent()) {
        if (backups != null && !backups.equals(kept.get())) {
          in.remark(keep, "one number holds for both outputs, the larger one");
        }
        backups = backups == null ? kept.get() : Math.max(backups, kept.get());
        program.in("logs", at).number("keep", backups, in.at(keep));
      }
    }
  }

  /** 0 is any size. */
  private static ByteSize larger(@Nullable ByteSize one, ByteSize other) {
    if (one == null || other.bytes() == 0) {
      return other;
    }
    return one.bytes() == 0 || one.bytes() > other.bytes() ? one : other;
  }

  /** Tells of what jpm has not. */
  private void without(String output) {
    if (in.isOn(output + "_events_enabled")) {
      in.remark(
          output + "_events_enabled", "jpm has no events of output: jpm logs -f --json follows it");
    }
    String capture = output + "_capture_maxbytes";
    if (in.size(capture).filter(size -> size.bytes() > 0).isPresent()) {
      in.remark(capture, "jpm captures no parts of output");
    }
  }

  /** Whether all processes would write one file. */
  static boolean share(SupervisorValues one, SupervisorValues other) {
    return Stream.of("stdout_logfile", "stderr_logfile")
        .anyMatch(key -> one.has(key) && one.text(key).equals(other.text(key)));
  }
}
