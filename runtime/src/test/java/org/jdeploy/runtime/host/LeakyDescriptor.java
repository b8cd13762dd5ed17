package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.nio.file.Path;
import java.util.Set;

/** A descriptor without close-on-exec, as careless libraries leave them. */
final class LeakyDescriptor {
  private static final int F_DUPFD = 0;

  private LeakyDescriptor() {}

  static int open() {
    int fd = Descriptors.tryOpen(Path.of("/etc/passwd"), Set.of(OpenFlag.READ), 0);
    int leaky = Libc.call(Function.FCNTL, fd, F_DUPFD, 50);
    Descriptors.close(fd);
    return leaky;
  }
}
