package org.jdeploy.runtime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.client.DaemonLauncher;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.host.Proc;
import org.jspecify.annotations.Nullable;

/**
 * This machine as far as it starts things at boot.
 *
 * @param root {@code /}, or where another system is being prepared: nothing is run there
 */
record BootSystem(Session session, Path root) {

  /** What would be, or is, installed for the user; the one who asks when there is none. */
  BootUnit unit(@Nullable String wanted) {
    Map<String, String> environment = session.environment();
    boolean isRoot = Proc.ownUser() == 0;
    String self = System.getProperty("user.name", "root");
    String user = wanted == null ? self : wanted;
    if (!isRoot && !user.equals(self)) {
      throw new Failure(ExitCodes.USAGE, "only root can install jpmd for another user: use sudo");
    }
    Path userHome =
        user.equals(self) ? Path.of(System.getProperty("user.home", "/")) : homeOf(user);
    JpmHome home =
        user.equals(self) || environment.containsKey("JPM_HOME")
            ? session.home()
            : new JpmHome(userHome.resolve(".jpm"));
    String name = !isRoot || user.equals("root") ? "jpmd" : "jpmd-" + user;
    return BootUnit.of(kind(isRoot), name, user, userHome, home.directory(), launcher(environment));
  }

  private BootUnit.Kind kind(boolean isRoot) {
    if (has("run/systemd/system") || (has("etc/systemd/system") && !has("sbin/openrc-run"))) {
      return isRoot ? BootUnit.Kind.SYSTEMD : BootUnit.Kind.SYSTEMD_USER;
    }
    if (!isRoot) {
      throw new Failure(
          ExitCodes.FAILED,
          "without systemd only root can have jpmd started at boot: sudo jpm startup --user "
              + System.getProperty("user.name", "USER"));
    }
    return has("sbin/openrc-run") ? BootUnit.Kind.OPENRC : BootUnit.Kind.SYSV;
  }

  private boolean has(String path) {
    return Files.exists(root.resolve(path));
  }

  private static String launcher(Map<String, String> environment) {
    List<String> command = DaemonLauncher.command(environment);
    return String.join(" ", command.subList(0, command.size() - 2));
  }

  private Path homeOf(String user) {
    try {
      for (String line : Files.readAllLines(root.resolve("etc/passwd"))) {
        String[] fields = line.split(":", -1);
        if (fields.length > 5 && fields[0].equals(user)) {
          return Path.of(fields[5]);
        }
      }
    } catch (IOException e) {
      // told below
    }
    throw new Failure(ExitCodes.USAGE, "there is no user " + user);
  }

  /** Where the unit lies here. */
  Path place(BootUnit unit) {
    return root.resolve(Path.of("/").relativize(unit.file()));
  }

  void install(BootUnit unit) throws IOException {
    Path file = place(unit);
    Files.createDirectories(file.getParent());
    Files.writeString(file, unit.text());
    Files.setPosixFilePermissions(
        file,
        PosixFilePermissions.fromString(unit.mode().equals("0755") ? "rwxr-xr-x" : "rw-r--r--"));
    session.out().println("wrote " + file);
  }

  /** Runs commands as far as this is the system that runs; says each and what came of it. */
  void run(List<List<String>> commands) throws IOException, InterruptedException {
    for (List<String> command : commands) {
      String words = String.join(" ", command);
      if (!root.equals(Path.of("/")) || !isInstalled(command.getFirst())) {
        session.out().println("to be run there: " + words);
        continue;
      }
      Process process = new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start();
      int code = process.waitFor();
      session.out().println("ran " + words + (code == 0 ? "" : ", which failed with code " + code));
    }
  }

  private static boolean isInstalled(String program) {
    return List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin").stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
