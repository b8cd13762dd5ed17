package org.jdeploy.runtime.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * What makes the machine start jpmd at boot and keep it alive. Pure.
 *
 * @param file where it goes, absolute
 * @param enable commands that have the system take note of it
 * @param disable commands before it is removed
 */
record BootUnit(
    Path file, String mode, String text, List<List<String>> enable, List<List<String>> disable) {

  /** Whose init system it is for. */
  enum Kind {
    SYSTEMD,
    /** Of a user's own systemd. */
    SYSTEMD_USER,
    OPENRC,
    SYSV
  }

  /**
   * @param name of the unit: {@code jpmd}, {@code jpmd-deploy}
   * @param user whose programs it runs
   * @param userHome home directory of the user
   * @param launcher {@code bin/jpm}, or how else it is started: words for a shell
   */
  static BootUnit of(
      Kind kind, String name, String user, Path userHome, Path jpmHome, String launcher) {
    return switch (kind) {
      case SYSTEMD ->
          new BootUnit(
              Path.of("/etc/systemd/system", name + ".service"),
              "0644",
              systemd(user, jpmHome, launcher, true),
              List.of(List.of("systemctl", "daemon-reload"), List.of("systemctl", "enable", name)),
              List.of(List.of("systemctl", "disable", name)));
      case SYSTEMD_USER ->
          new BootUnit(
              userHome.resolve(".config/systemd/user").resolve(name + ".service"),
              "0644",
              systemd(user, jpmHome, launcher, false),
              List.of(
                  List.of("systemctl", "--user", "daemon-reload"),
                  List.of("systemctl", "--user", "enable", name),
                  List.of("loginctl", "enable-linger", user)),
              List.of(List.of("systemctl", "--user", "disable", name)));
      case OPENRC ->
          new BootUnit(
              Path.of("/etc/init.d", name),
              "0755",
              openrc(user, jpmHome, launcher),
              List.of(List.of("rc-update", "add", name, "default")),
              List.of(List.of("rc-update", "del", name, "default")));
      case SYSV ->
          new BootUnit(
              Path.of("/etc/init.d", name),
              "0755",
              sysv(name, user, jpmHome, launcher),
              List.of(List.of("update-rc.d", name, "defaults")),
              List.of(List.of("update-rc.d", "-f", name, "remove")));
    };
  }

  /** Its processes are jpmd's alone to end: programs outlive it. */
  private static String systemd(String user, Path jpmHome, String launcher, boolean ofSystem) {
    return String.join(
        "\n",
        "[Unit]",
        "Description=jpmd, the process supervisor of " + user,
        ofSystem ? "Wants=network-online.target" : "# of a user's own systemd",
        ofSystem ? "After=network-online.target" : "# it is started at boot by lingering",
        "StartLimitIntervalSec=0",
        "",
        "[Service]",
        "Type=exec",
        ofSystem && !user.equals("root") ? "User=" + user : "# it runs as " + user,
        "Environment=\"JPM_HOME=" + systemdText(jpmHome.toString()) + "\" JPM_KEPT_BY=systemd",
        "ExecStart=" + systemdText(launcher) + " daemon --foreground",
        "Restart=always",
        "RestartSec=100ms",
        "# only jpmd gets the signal: it stops its programs in their order, and when it was killed"
            + " they run on",
        "KillMode=process",
        "SendSIGKILL=no",
        "TimeoutStopSec=10min",
        "NotifyAccess=main",
        "FileDescriptorStoreMax=4096",
        "Delegate=yes",
        "TasksMax=infinity",
        ofSystem ? "OOMScoreAdjust=-900" : "# OOMScoreAdjust: not for a user to lower",
        "",
        "[Install]",
        "WantedBy=" + (ofSystem ? "multi-user.target" : "default.target"),
        "");
  }

  private static String systemdText(String text) {
    return text.replace("%", "%%");
  }

  private static String openrc(String user, Path jpmHome, String launcher) {
    return String.join(
        "\n",
        "#!/sbin/openrc-run",
        "description=\"jpmd, the process supervisor of " + user + "\"",
        "supervisor=supervise-daemon",
        "command=/bin/sh",
        "command_args=\"-c 'exec " + launcher + " daemon --foreground'\"",
        "command_user=" + user,
        "respawn_max=0",
        "export JPM_HOME=" + shell(jpmHome.toString()),
        "export JPM_KEPT_BY=openrc",
        "depend() {",
        "  need localmount",
        "  use net",
        "}",
        "");
  }

  private static String sysv(String name, String user, Path jpmHome, String launcher) {
    return String.join(
        "\n",
        "#!/bin/sh",
        "### BEGIN INIT INFO",
        "# Provides:          " + name,
        "# Required-Start:    $local_fs $network $remote_fs",
        "# Required-Stop:     $local_fs $network $remote_fs",
        "# Default-Start:     2 3 4 5",
        "# Default-Stop:      0 1 6",
        "# Short-Description: jpmd, the process supervisor of " + user,
        "### END INIT INFO",
        "JPM_HOME=" + shell(jpmHome.toString()),
        "export JPM_HOME",
        "as_user() {",
        "  if [ \"$(id -un)\" = " + user + " ]; then " + launcher + " \"$@\"; else",
        "    su -s /bin/sh "
            + user
            + " -c 'JPM_HOME=\"$1\"; export JPM_HOME; shift; exec "
            + launcher
            + " \"$@\"' sh \"$JPM_HOME\" \"$@\"",
        "  fi",
        "}",
        "case ${1:-} in",
        "  start) as_user daemon ;;",
        "  stop) as_user shutdown || [ $? = 7 ] ;;",
        "  restart | force-reload) as_user upgrade ;;",
        "  status) as_user ping ;;",
        "  *) echo \"usage: $0 start|stop|restart|status\" >&2; exit 2 ;;",
        "esac",
        "");
  }

  private static String shell(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
