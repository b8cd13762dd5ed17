package org.jdeploy.deployer.engine;

import java.nio.file.Path;

/** The deploy of {@link DeathTest} as a process that can be killed. */
final class ClientMain {
  private ClientMain() {}

  public static void main(String[] words) {
    World world = World.again(Path.of(words[0]), java.util.List.of(words).subList(1, words.length));
    DeathTest.hang(world);
    System.exit(world.deploy().exitCode());
  }
}
