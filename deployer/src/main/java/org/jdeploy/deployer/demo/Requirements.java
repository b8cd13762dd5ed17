package org.jdeploy.deployer.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the demo needs on this machine. */
final class Requirements {
  private Requirements() {}

  /**
   * The directory with the sample application.
   *
   * @throws DemoException with one sentence that names everything that is missing
   */
  static Path check() {
    List<String> missing = new ArrayList<>();
    for (String program : List.of("node", "npm", "git", "setsid")) {
      if (!isOnPath(program)) {
        missing.add(program);
      }
    }
    if (!missing.isEmpty()) {
      throw new DemoException(
          "the demo needs "
              + String.join(" and ", missing)
              + " on this machine: install "
              + (missing.size() == 1 ? "it" : "them")
              + " and try again (Debian: apt install nodejs npm git util-linux)");
    }
    if (!Files.isRegularFile(Path.of(System.getProperty("jdeploy.jpm.dist", "")))) {
      throw new DemoException(
          "the demo needs the jpm distribution beside jdeploy, and there is none at \""
              + System.getProperty("jdeploy.jpm.dist", "")
              + "\": use bin/jdeploy of a clone or of the packaged jdeploy");
    }
    Path blogd = Path.of(System.getProperty("jdeploy.examples", "examples"), "blogd");
    if (!Files.isRegularFile(blogd.resolve("package.json"))) {
      throw new DemoException("the demo needs the sample application, which is not at " + blogd);
    }
    return blogd;
  }

  private static boolean isOnPath(String program) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
