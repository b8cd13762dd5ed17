package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Small JSON files that survive jpmd. Each is replaced by a rename, so a reader sees the old or the
 * new one; one that cannot be read is set aside, not deleted.
 */
final class StateFiles {
  private final Path directory;
  private final DaemonLog log;

  StateFiles(Path directory, DaemonLog log) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.log = log;
  }

  /** Replaces the file; what cannot be written is told in jpmd's log, and jpmd goes on. */
  void write(String name, @Nullable Object json) {
    Path fresh = directory.resolve(name + ".new");
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Json.compact(json).getBytes(StandardCharsets.UTF_8));
      try (FileChannel file =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
      Files.move(
          fresh,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.warn("cannot write state " + directory.resolve(name) + ": " + e);
    }
  }

  void delete(String name) {
    try {
      Files.deleteIfExists(directory.resolve(name));
    } catch (IOException e) {
      log.warn("cannot delete state " + directory.resolve(name) + ": " + e);
    }
  }

  /** The file, when it is there and sound. */
  <T> Optional<T> read(String name, Function<Fields, T> reader) {
    return Files.exists(directory.resolve(name)) ? load(name, reader) : Optional.empty();
  }

  /** All sound files. */
  <T> List<T> readAll(Function<Fields, T> reader) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    }
    names.sort(null);
    List<T> all = new ArrayList<>();
    names.forEach(name -> load(name, reader).ifPresent(all::add));
    return all;
  }

  private <T> Optional<T> load(String name, Function<Fields, T> reader) {
    Path file = directory.resolve(name);
    try {
      return Optional.of(
          reader.apply(Fields.of(Json.parse(Files.readString(file), file.toString()))));
    } catch (IOException | JsonSyntaxException | IllegalArgumentException e) {
      setAside(file, e);
      return Optional.empty();
    }
  }

  private void setAside(Path file, Exception why) {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      log.warn("state " + file + " is damaged (" + why.getMessage() + "), set aside as " + aside);
    } catch (IOException e) {
      log.warn("state " + file + " is damaged and cannot be set aside: " + e);
    }
  }
}
