package org.jdeploy.runtime.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.Year;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.client.JpmVersion;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Proc;

/** Looks at everything that jpmd needs, and says what it found. Changes nothing. */
final class Doctor {
  private static final long LITTLE_ROOM = 100L * 1024 * 1024;
  private static final long NO_ROOM = 5L * 1024 * 1024;
  private static final int LONGEST_SOCKET = 107;

  private final JpmHome home;
  private final Session session;
  private final List<Finding> findings = new ArrayList<>();

  /** How good it is. */
  enum Verdict {
    GOOD,
    WARNING,
    BAD
  }

  record Finding(String subject, Verdict verdict, String text) {}

  Doctor(Session session) {
    this.session = session;
    this.home = session.home();
  }

  List<Finding> examine() {
    kernel();
    home();
    socket();
    Optional<Fields> daemon = daemon();
    boot();
    daemon.ifPresent(this::limits);
    disk();
    clock();
    state();
    return findings;
  }

  private void say(String subject, Verdict verdict, String text) {
    findings.add(new Finding(subject, verdict, text));
  }

  private void kernel() {
    String release = System.getProperty("os.version", "?");
    try {
      new LinuxHost();
      say("kernel", Verdict.GOOD, "Linux " + release + " on " + System.getProperty("os.arch"));
    } catch (HostException e) {
      say("kernel", Verdict.BAD, String.valueOf(e.getMessage()));
      return;
    }
    say(
        "exit status",
        isAtLeast(release, 6, 15) ? Verdict.GOOD : Verdict.WARNING,
        isAtLeast(release, 6, 15)
            ? "known also of programs that were taken over (PIDFD_GET_INFO)"
            : "not known of programs that were taken over before their end: Linux 6.15 would tell");
    String yama = text(Path.of("/proc/sys/kernel/yama/ptrace_scope")).orElse("0");
    boolean may = yama.equals("0") || Proc.ownUser() == 0;
    say(
        "taking over",
        may ? Verdict.GOOD : Verdict.WARNING,
        may
            ? "sockets and channels of running programs can be taken back by the next jpmd"
            : "kernel.yama.ptrace_scope is "
                + yama
                + ": after a crash of jpmd, sockets are bound a second time (jpm upgrade and"
                + " systemd keep them)");
    cgroups();
    say(
        "watching files",
        Verdict.GOOD,
        text(Path.of("/proc/sys/fs/inotify/max_user_watches")).orElse("?")
            + " directories may be watched (fs.inotify.max_user_watches)");
  }

  private void cgroups() {
    Path root = Path.of("/sys/fs/cgroup");
    String own =
        text(Path.of("/proc/self/cgroup"))
            .flatMap(all ->
                all.lines()
                    .filter(line -> line.startsWith("0::"))
                    .map(line -> line.substring(3))
                    .findFirst())
            .orElse("");
    Path directory = root.resolve(own.isEmpty() ? "" : own.substring(1));
    boolean there = !own.isEmpty() && Files.exists(directory.resolve("cgroup.controllers"));
    boolean ours = there && Files.isWritable(directory.resolve("cgroup.procs"));
    say(
        "cgroups",
        ours ? Verdict.GOOD : Verdict.WARNING,
        ours
            ? "version 2, delegated to us at " + directory
            : there
                ? "version 2, but " + directory + " is not ours: limits hold by sampling only"
                : "version 2 is not mounted here: limits hold by sampling only");
  }

  private static boolean isAtLeast(String release, int major, int minor) {
    String[] parts = release.split("[^0-9]+", 3);
    try {
      int first = Integer.parseInt(parts[0]);
      int second = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return first > major || (first == major && second >= minor);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void home() {
    Path directory = home.directory();
    try {
      if (!Files.exists(directory)) {
        say("home", Verdict.WARNING, directory + " is not there yet: the first jpmd makes it");
        return;
      }
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
      int owner = (int) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (owner != Proc.ownUser()) {
        say("home", Verdict.BAD, directory + " belongs to user " + owner + ", not to us");
      } else if (!mode.equals("rwx------")) {
        say("home", Verdict.WARNING, directory + " is open to others (" + mode + "): chmod 700");
      } else if (!Files.isWritable(directory)) {
        say("home", Verdict.BAD, directory + " cannot be written to");
      } else {
        say("home", Verdict.GOOD, directory + " is ours alone");
      }
    } catch (IOException e) {
      say("home", Verdict.BAD, "cannot look at " + directory + ": " + e.getMessage());
    }
  }

  private void socket() {
    Path socket = home.socket();
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_SOCKET) {
      say(
          "socket",
          Verdict.BAD,
          socket + " is " + length + " bytes long, a socket's path has at most " + LONGEST_SOCKET);
    } else if (Files.exists(socket)) {
      try {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(socket));
        say(
            "socket",
            mode.startsWith("rw-------") ? Verdict.GOOD : Verdict.WARNING,
            socket + " (" + mode + ")");
      } catch (IOException e) {
        say("socket", Verdict.BAD, "cannot look at " + socket + ": " + e.getMessage());
      }
    }
  }

  private Optional<Fields> daemon() {
    Fields daemon;
    try {
      daemon = Fields.of(session.client().get("/v1/version"));
    } catch (ControlException e) {
      say("daemon", Verdict.WARNING, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    String version = daemon.text("version");
    boolean same = version.equals(JpmVersion.current());
    say(
        "daemon",
        same ? Verdict.GOOD : Verdict.WARNING,
        "jpmd "
            + version
            + " runs, process "
            + daemon.number("pid")
            + (same ? "" : "; this jpm is " + JpmVersion.current() + ": jpm upgrade"));
    String keeper = daemon.optionalText("keptAliveBy").orElse("nobody");
    say(
        "kept alive",
        keeper.equals("nobody") ? Verdict.WARNING : Verdict.GOOD,
        switch (keeper) {
          case "systemd" -> "systemd starts jpmd again when it dies";
          case "openrc" -> "OpenRC starts jpmd again when it dies";
          case "guard" -> "a guard starts jpmd again when it dies";
          case "container" -> "jpmd is process 1: what runs the container has to start it again";
          default ->
              "nobody starts jpmd again when it dies: jpm startup, or start it by jpm daemon";
        });
    return Optional.of(daemon);
  }

  private void boot() {
    try {
      BootSystem system = new BootSystem(session, Path.of("/"));
      Path unit = system.place(system.unit(null));
      boolean there = Files.exists(unit);
      say(
          "at boot",
          there ? Verdict.GOOD : Verdict.WARNING,
          there ? unit + " starts jpmd" : "jpmd is not started at boot: jpm startup");
    } catch (Failure e) {
      say("at boot", Verdict.WARNING, String.valueOf(e.getMessage()));
    }
  }

  private void limits(Fields daemon) {
    int pid = (int) daemon.number("pid");
    int open = Proc.descriptors(pid).size();
    String files =
        text(Path.of("/proc", String.valueOf(pid), "limits"))
            .flatMap(
                all -> all.lines().filter(line -> line.startsWith("Max open files")).findFirst())
            .map(line -> line.replaceAll(" {2,}", "\t").split("\t")[1])
            .orElse("unlimited");
    long most = files.matches("[0-9]+") ? Long.parseLong(files) : Long.MAX_VALUE;
    say(
        "limits",
        open * 10L > most * 8 ? Verdict.BAD : Verdict.GOOD,
        "jpmd has " + open + " of " + files + " files open");
  }

  private void disk() {
    Path existing = home.directory();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      FileStore store = Files.getFileStore(existing);
      long room = store.getUsableSpace();
      Verdict verdict =
          store.isReadOnly() || room < NO_ROOM
              ? Verdict.BAD
              : room < LITTLE_ROOM ? Verdict.WARNING : Verdict.GOOD;
      say(
          "disk",
          verdict,
          store.isReadOnly()
              ? existing + " is read-only"
              : String.format(Locale.ROOT, "%d MB are free at %s", room / 1024 / 1024, existing));
    } catch (IOException e) {
      say("disk", Verdict.BAD, "cannot look at the disk of " + existing + ": " + e.getMessage());
    }
  }

  private void clock() {
    Instant now = Instant.now();
    boolean sane =
        now.isAfter(Year.of(2025).atDay(1).atStartOfDay(java.time.ZoneOffset.UTC).toInstant());
    say(
        "clock",
        sane ? Verdict.GOOD : Verdict.BAD,
        "it is "
            + now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
            + " here"
            + (sane ? "" : ", which cannot be: schedules and times in logs are wrong"));
  }

  private void state() {
    List<String> broken = new ArrayList<>();
    if (Files.isDirectory(home.state())) {
      try (Stream<Path> files = Files.walk(home.state(), 2)) {
        files
            .filter(file -> file.toString().endsWith(".broken"))
            .forEach(file -> broken.add(home.state().relativize(file).toString()));
      } catch (IOException e) {
        say("state", Verdict.BAD, "cannot look at " + home.state() + ": " + e.getMessage());
        return;
      }
    }
    broken.sort(null);
    say(
        "state",
        broken.isEmpty() ? Verdict.GOOD : Verdict.WARNING,
        broken.isEmpty()
            ? "all state files are sound"
            : "broken state was set aside, remove it when you have looked at it: "
                + String.join(", ", broken));
  }
}
