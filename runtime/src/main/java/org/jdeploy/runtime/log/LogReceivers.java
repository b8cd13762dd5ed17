package org.jdeploy.runtime.log;

import java.nio.file.Path;

/** Sockets of the services that may get output in place of files. */
public record LogReceivers(Path syslog, Path journald) {
  /** Where they are on every Linux. */
  public static final LogReceivers USUAL =
      new LogReceivers(Path.of("/dev/log"), Path.of("/run/systemd/journal/socket"));
}
