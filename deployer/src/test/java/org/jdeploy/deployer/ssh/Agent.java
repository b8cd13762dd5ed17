package org.jdeploy.deployer.ssh;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real ssh-agent. */
final class Agent implements AutoCloseable {
  private final Path directory;
  private final Process process;

  Agent() throws IOException {
    directory = Files.createTempDirectory("agent");
    process = new ProcessBuilder("ssh-agent", "-D", "-a", socket().toString()).start();
    await().until(() -> Files.exists(socket()));
  }

  Path socket() {
    return directory.resolve("socket");
  }

  void add(Path key) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("ssh-add", "-q", key.toString());
    builder.environment().put("SSH_AUTH_SOCK", socket().toString());
    if (builder.start().waitFor() != 0) {
      throw new IllegalStateException("ssh-add failed");
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    Files.deleteIfExists(socket());
    Files.delete(directory);
  }
}
