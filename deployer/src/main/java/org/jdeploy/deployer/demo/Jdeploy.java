package org.jdeploy.deployer.demo;

import java.util.List;

/** jdeploy itself, as a person would call it. */
@FunctionalInterface
public interface Jdeploy {
  /** Runs a command line; gives its exit code. */
  int run(List<String> words);
}
