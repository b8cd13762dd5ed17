package org.jdeploy.deployer.ssh;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a step printed. */
class Heard implements OutputListener {
  final List<String> out = new CopyOnWriteArrayList<>();
  final List<String> err = new CopyOnWriteArrayList<>();

  @Override
  public void line(StreamKind stream, String line) {
    (stream == StreamKind.OUT ? out : err).add(line);
  }
}
