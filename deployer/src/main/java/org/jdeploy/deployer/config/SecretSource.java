package org.jdeploy.deployer.config;

import java.nio.file.Path;

/** Where a secret comes from, on the machine that deploys. */
public sealed interface SecretSource {

  /** An environment variable. */
  record Env(String variable) implements SecretSource {}

  /** What a shell command prints, without the newline at its end. */
  record Command(String line) implements SecretSource {}

  /** The content of a file, without the newline at its end. */
  record File(Path path) implements SecretSource {}
}
