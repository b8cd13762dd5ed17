package org.jdeploy.runtime.daemon;

import java.util.ArrayList;
import java.util.List;
import org.jdeploy.runtime.host.LinuxHost;

/** Descriptors that are closed together. */
final class Descriptors implements AutoCloseable {
  private final LinuxHost host;
  private final List<Integer> open = new ArrayList<>();

  Descriptors(LinuxHost host) {
    this.host = host;
  }

  int add(int fd) {
    open.add(fd);
    return fd;
  }

  @Override
  public void close() {
    open.forEach(host::close);
    open.clear();
  }
}
