package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A log file that was rotated: {@code x.log.20261124-230714.123}, with {@code .gz} when it is
 * compressed. The time (UTC) is that of its rotation; in the order of these names no two are equal
 * and later ones are greater, even when the clock was set back.
 *
 * @param log the file it was
 * @param stamp the time as in the name
 */
record RotatedFile(Path log, String stamp, boolean compressed) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String SHAPE = "dddddddd-dddddd.ddd";
  private static final String GZ = ".gz";

  /** The name for a file that is rotated now. */
  static RotatedFile next(Path log, List<RotatedFile> before, Instant now) {
    String stamp = STAMP.format(now);
    if (!before.isEmpty() && stamp.compareTo(before.getLast().stamp) <= 0) {
      stamp = STAMP.format(before.getLast().time().plusMillis(1));
    }
    return new RotatedFile(log, stamp, false);
  }

  /** All of a log file, oldest first; the compressed one of two copies. */
  static List<RotatedFile> of(Path log) throws IOException {
    Map<String, RotatedFile> found = new TreeMap<>();
    for (RotatedFile file : in(directory(log), Set.of(name(log)))) {
      RotatedFile rotated = new RotatedFile(log, file.stamp, file.compressed);
      found.merge(file.stamp, rotated, (one, other) -> one.compressed ? one : other);
    }
    return new ArrayList<>(found.values());
  }

  /** The oldest of several log files. */
  static Optional<RotatedFile> oldest(Collection<Path> logs) throws IOException {
    Map<Path, Set<String>> directories = new HashMap<>();
    for (Path log : logs) {
      directories.computeIfAbsent(directory(log), _ -> new HashSet<>()).add(name(log));
    }
    List<RotatedFile> found = new ArrayList<>();
    for (Map.Entry<Path, Set<String>> directory : directories.entrySet()) {
      found.addAll(in(directory.getKey(), directory.getValue()));
    }
    return found.stream().min(Comparator.comparing(RotatedFile::stamp));
  }

  private static List<RotatedFile> in(Path directory, Set<String> names) throws IOException {
    List<RotatedFile> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, entry -> parse(entry, names).isPresent())) {
      entries.forEach(entry -> parse(entry, names).ifPresent(found::add));
    } catch (NoSuchFileException e) {
      // no directory, no files
    }
    return found;
  }

  private static Optional<RotatedFile> parse(Path entry, Set<String> names) {
    String name = name(entry);
    boolean compressed = name.endsWith(GZ);
    String plain = compressed ? name.substring(0, name.length() - GZ.length()) : name;
    int dot = plain.length() - SHAPE.length() - 1;
    if (dot < 1 || plain.charAt(dot) != '.' || !names.contains(plain.substring(0, dot))) {
      return Optional.empty();
    }
    String stamp = plain.substring(dot + 1);
    for (int i = 0; i < SHAPE.length(); i++) {
      char c = stamp.charAt(i);
      if (SHAPE.charAt(i) == 'd' ? c < '0' || c > '9' : c != SHAPE.charAt(i)) {
        return Optional.empty();
      }
    }
    Path log = entry.resolveSibling(plain.substring(0, dot));
    return Optional.of(new RotatedFile(log, stamp, compressed));
  }

  private static Path directory(Path log) {
    return log.toAbsolutePath().resolveSibling("");
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** When it was rotated. */
  Instant time() {
    return time(stamp);
  }

  static Instant time(String stamp) {
    try {
      return LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC);
    } catch (java.time.DateTimeException e) {
      return Instant.EPOCH; // a name of somebody's own making
    }
  }

  Path path() {
    return compressed ? gz() : plain();
  }

  Path plain() {
    return log.resolveSibling(log.getFileName() + "." + stamp);
  }

  Path gz() {
    return log.resolveSibling(log.getFileName() + "." + stamp + GZ);
  }

  /** Where it is written while it is compressed. */
  Path unfinished() {
    return log.resolveSibling("." + log.getFileName() + "." + stamp + GZ + ".tmp");
  }

  Path times() {
    return LogFiles.times(plain());
  }

  /** Bytes on the disk, with what belongs to it. */
  long size() {
    return size(plain()) + size(gz()) + size(times());
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Removes it and what belongs to it. */
  void delete() throws IOException {
    Files.deleteIfExists(plain());
    Files.deleteIfExists(gz());
    Files.deleteIfExists(unfinished());
    Files.deleteIfExists(times());
  }
}
