package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.jdeploy.runtime.supervise.Instance;
import org.jdeploy.runtime.supervise.Run;

/**
 * What a process and all that it starts carry in their environment, so that they are found again
 * even when nothing else is known of them: {@code RANDOM/web/0/17//srv/jpm}, a number that nobody
 * guesses, program, slot, generation and home.
 */
record Cookie(Run run, Path home) {

  /** A new one. */
  static String bake(Run run, Path home) {
    return String.join(
        "/",
        random(),
        run.program(),
        String.valueOf(run.instance().slot()),
        String.valueOf(run.generation()),
        home.toString());
  }

  /** Nobody can guess it. */
  static String random() {
    try (InputStream random = Files.newInputStream(Path.of("/dev/urandom"))) {
      return HexFormat.of().formatHex(random.readNBytes(16));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty for what is none of ours. */
  static Optional<Cookie> read(String text) {
    String[] parts = text.split("/", 5);
    if (parts.length < 5 || !parts[4].startsWith("/")) {
      return Optional.empty();
    }
    try {
      Instance instance = new Instance(parts[1], Integer.parseInt(parts[2]));
      return Optional.of(
          new Cookie(new Run(instance, Long.parseLong(parts[3])), Path.of(parts[4])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
