package org.jdeploy.deployer.plan;

import org.jdeploy.deployer.config.Stage;

/** What {@code .jdeploy/app} says: whose directory this is. */
final class Marker {
  private Marker() {}

  static String text(Stage stage) {
    return stage.application() + " " + stage.name();
  }
}
