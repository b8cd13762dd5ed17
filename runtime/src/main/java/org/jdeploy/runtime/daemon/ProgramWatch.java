package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.FileEvents;
import org.jdeploy.runtime.host.HostException;

/** Watches the files of one program, directories that come later included. Reactor thread only. */
final class ProgramWatch {
  /** More are a mistake, such as watching a whole home. */
  private static final int MOST_DIRECTORIES = 4000;

  private final String program;
  private final Path base;
  private final WatchedFiles files;
  private final FileWatcher watcher;
  private final Runnable changed;
  private final DaemonLog log;
  private final Map<Integer, Path> directories = new HashMap<>();
  private final Consumer<FileEvents.Event> handler = this::happened;
  private boolean full;

  /**
   * @param base the program's directory, its links resolved
   * @param changed run for each change that concerns the program
   */
  ProgramWatch(
      String program,
      Path base,
      WatchedFiles files,
      FileWatcher watcher,
      Runnable changed,
      DaemonLog log) {
    this.program = program;
    this.base = base;
    this.files = files;
    this.watcher = watcher;
    this.changed = changed;
    this.log = log;
    enter(Path.of(""), false);
  }

  /** Stops watching. */
  void end() {
    directories.keySet().forEach(number -> watcher.unwatch(number, handler));
    directories.clear();
  }

  /**
   * Watches a directory and those below it.
   *
   * @param isNew what is in it came with it
   */
  private void enter(Path directory, boolean isNew) {
    if (full || !files.leadsTo(directory)) {
      return;
    }
    if (directories.size() >= MOST_DIRECTORIES) {
      full = true;
      log.warn(
          program
              + ": only "
              + MOST_DIRECTORIES
              + " directories are watched; watch less, or ignore more");
      return;
    }
    try {
      int number = watcher.watch(base.resolve(directory), handler);
      if (directories.put(number, directory) != null) {
        watcher.unwatch(number, handler); // watched already: once is enough
      }
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(base.resolve(directory))) {
        for (Path entry : entries) {
          Path relative = base.relativize(entry);
          if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            enter(relative, isNew);
          } else if (isNew && files.concerns(relative)) {
            changed.run();
          }
        }
      }
    } catch (IOException e) {
      // gone meanwhile, or not for us to read
    } catch (HostException e) {
      full = true;
      log.warn(program + ": not all of its files are watched: " + e.getMessage());
    }
  }

  private void happened(FileEvents.Event event) {
    if (event.lost()) {
      changed.run();
      return;
    }
    Path directory = directories.get(event.directory());
    if (directory == null) {
      return;
    }
    if (event.gone()) {
      directories.remove(event.directory());
      return;
    }
    Path entry = directory.resolve(event.name());
    if (event.newDirectory()) {
      enter(entry, true);
    }
    if (files.concerns(entry)) {
      changed.run();
    }
  }
}
