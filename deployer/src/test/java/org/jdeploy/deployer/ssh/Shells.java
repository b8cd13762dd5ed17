package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The shells that servers have, as commands of this machine. */
enum Shells {
  DASH("dash"),
  BUSYBOX("busybox sh"),
  /** busybox for everything: dd, cat and tee are its own as well. */
  ONLY_BUSYBOX("busybox sh"),
  BASH("bash"),
  BASH_POSIX("bash --posix"),
  MKSH("mksh");

  private final String command;

  Shells(String command) {
    this.command = command;
  }

  List<String> command() {
    return this == ONLY_BUSYBOX ? List.of(busybox().toString(), "sh") : List.of(command.split(" "));
  }

  LocalTransport servers(Path homes) {
    return new LocalTransport(homes, command(), environment());
  }

  private Map<String, String> environment() {
    return this == ONLY_BUSYBOX ? Map.of("PATH", Tools.DIRECTORY.toString()) : Map.of();
  }

  /** A directory that has the tools of busybox and nothing else. */
  private static final class Tools {
    private static final Path DIRECTORY = create();

    private static Path create() {
      try {
        Path directory = Files.createTempDirectory("busybox");
        directory.toFile().deleteOnExit();
        for (String tool :
            "cat cut date dd grep head kill mkdir mv ln printf rm sed setsid sh sha256sum sleep stat tail tee touch"
                .split(" ")) {
          Path link = Files.createSymbolicLink(directory.resolve(tool), busybox());
          link.toFile().deleteOnExit();
        }
        // Debian's busybox has none; a lock is no part of the runtime.
        Path flock =
            Files.createSymbolicLink(directory.resolve("flock"), Path.of("/usr/bin/flock"));
        flock.toFile().deleteOnExit();
        return directory;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Path busybox() {
    return Stream.of("/bin/busybox", "/usr/bin/busybox")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("busybox is not installed"));
  }
}
