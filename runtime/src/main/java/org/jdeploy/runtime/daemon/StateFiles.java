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
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Small JSON objects that survive jpmd, one a file. Each is replaced by a rename, so a reader sees
 * the old or the new one. One that cannot be read, or that a newer jpmd wrote, is set aside as
 * {@code *.broken}, not deleted.
 */
final class StateFiles {
  /** Of what is written; files without one are of the first. */
  static final int VERSION = 1;

  private static final String VERSION_KEY = "version";

  private final Path directory;
  private final boolean lasting;
  private final DaemonLog log;

  private StateFiles(Path directory, boolean lasting, DaemonLog log) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.lasting = lasting;
    this.log = log;
  }

  /** Files that are on the disk before the next step is taken: they outlive the machine's boot. */
  static StateFiles lasting(Path directory, DaemonLog log) throws IOException {
    return new StateFiles(directory, true, log);
  }

  /** Files that mean nothing after the machine was started anew, so that no disk is waited for. */
  static StateFiles ofThisBoot(Path directory, DaemonLog log) throws IOException {
    return new StateFiles(directory, false, log);
  }

  /** Replaces the file; what cannot be written is told in jpmd's log, and jpmd goes on. */
  void write(String name, JsonObject json) {
    Path fresh = directory.resolve(name + ".new");
    Map<String, @Nullable Object> versioned = new LinkedHashMap<>();
    versioned.put(VERSION_KEY, VERSION);
    versioned.putAll(json.members());
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Json.compact(versioned).getBytes(StandardCharsets.UTF_8));
      try (FileChannel file =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        if (lasting) {
          file.force(false);
        }
      }
      Files.move(
          fresh,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      if (lasting) {
        try (FileChannel renamed = FileChannel.open(directory, StandardOpenOption.READ)) {
          renamed.force(true);
        }
      }
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
      Fields json = Fields.of(Json.parse(Files.readString(file), file.toString()));
      long version = json.optionalLong(VERSION_KEY).orElse(1);
      if (version <= VERSION) {
        return Optional.of(reader.apply(json));
      }
      setAside(
          file,
          "was written by a newer jpmd (version "
              + version
              + " of its state, this jpmd knows "
              + VERSION
              + ")");
    } catch (IOException | JsonSyntaxException | IllegalArgumentException | DateTimeException e) {
      setAside(file, "is broken (" + e.getMessage() + ")");
    }
    return Optional.empty();
  }

  private void setAside(Path file, String why) {
    Path aside = file.resolveSibling(file.getFileName() + ".broken");
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      log.warn("state " + file + " " + why + ", set aside as " + aside);
    } catch (IOException e) {
      log.warn("state " + file + " " + why + " and cannot be set aside: " + e);
    }
  }
}
