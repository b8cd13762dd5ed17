package org.jdeploy.deployer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.engine.SetupRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jdeploy STAGE setup}. */
@Command(
    name = "setup",
    description = {
      "Makes the directories, brings jpm with its own Java runtime and starts it.",
      "Does nothing where that is done already."
    },
    footer = {"", "Example:", "  jdeploy production setup --hosts web3"})
final class Setup implements Callable<Integer> {
  private final String name;
  private final Surroundings surroundings;

  @Mixin private ChangeOptions change = new ChangeOptions();
  @Mixin private StageOptions options = new StageOptions();

  Setup(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (StageSession session = StageSession.open(name, options, surroundings)) {
      change.confirm(session.stage(), "set up");
      session.output().say("Setting up " + session.stage().name() + ": " + session.servers());
      return session
          .output()
          .end(
              session
                  .engine(session.output().progress())
                  .setup(new SetupRequest(session.fleet(), Setup::distribution)));
    }
  }

  /**
   * The jpm distribution for a machine: the one this jdeploy came with when it is of the same kind,
   * else {@code jpm-MACHINE.tar.gz} beside it.
   */
  static Optional<Path> distribution(String machine) {
    String own = System.getProperty("jdeploy.jpm.dist", "");
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Path file = Path.of(own);
    Path other = file.resolveSibling("jpm-" + machine + ".tar.gz");
    return Optional.of(machine.equals(machine()) ? file : other).filter(Files::isRegularFile);
  }

  /** This machine as {@code uname -m} calls it. */
  private static String machine() {
    String name = System.getProperty("os.arch");
    return name.equals("amd64") ? "x86_64" : name;
  }
}
