package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to the entries of directories; see inotify(7). Used by one thread; {@link
 * #descriptor} is readable when something has happened.
 */
public final class FileEvents implements AutoCloseable {
  private static final int IN_CLOSE_WRITE = 0x8;
  private static final int IN_MOVED_FROM = 0x40;
  private static final int IN_MOVED_TO = 0x80;
  private static final int IN_CREATE = 0x100;
  private static final int IN_DELETE = 0x200;
  private static final int IN_Q_OVERFLOW = 0x4000;
  private static final int IN_IGNORED = 0x8000;
  private static final int IN_ONLYDIR = 0x1000000;
  private static final int IN_ISDIR = 0x40000000;
  private static final int HEADER = 16;
  private static final int BUFFER = 16 * 1024;

  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, 8);
  private final int inotify =
      Libc.check(
          Libc.call(
              Function.INOTIFY_INIT1, Descriptors.O_CLOEXEC | Descriptors.O_NONBLOCK, 0, 0, 0),
          "cannot watch files (fs.inotify.max_user_instances?)");

  /**
   * @param directory the number that {@link #watch} gave; -1 when events were lost, of any of them
   * @param name of the entry that was made, changed or removed
   * @param newDirectory the entry is a directory that was not there before
   * @param gone the directory is not watched any more: it was removed
   */
  public record Event(int directory, String name, boolean newDirectory, boolean gone) {
    public boolean lost() {
      return directory < 0;
    }
  }

  /** To be watched for reading. */
  public int descriptor() {
    return inotify;
  }

  /**
   * From now on events of this directory are told; a second time it has the same number.
   *
   * @throws HostException when it is none, or too many are watched
   */
  public int watch(Path directory) {
    int mask = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ONLYDIR;
    try (Arena arena = Arena.ofConfined()) {
      long path = Libc.string(arena, directory.toString()).address();
      return Libc.check(
          Libc.call(Function.INOTIFY_ADD_WATCH, inotify, path, mask),
          "cannot watch the directory " + directory);
    }
  }

  public void unwatch(int directory) {
    Libc.call(Function.INOTIFY_RM_WATCH, inotify, directory); // it may be gone
  }

  /** What has happened since; never waits. */
  public List<Event> read() {
    List<Event> events = new ArrayList<>();
    int count = Libc.call(Function.READ, inotify, buffer.address(), BUFFER);
    if (Errno.EAGAIN.is(count) || Errno.EINTR.is(count)) {
      return events;
    }
    Libc.check(count, "cannot read file events");
    for (int at = 0; at < count; ) {
      int mask = buffer.get(ValueLayout.JAVA_INT, at + 4);
      int length = buffer.get(ValueLayout.JAVA_INT, at + 12);
      String name = length == 0 ? "" : buffer.getString(at + HEADER, StandardCharsets.UTF_8);
      int directory = (mask & IN_Q_OVERFLOW) != 0 ? -1 : buffer.get(ValueLayout.JAVA_INT, at);
      boolean made = (mask & (IN_CREATE | IN_MOVED_TO)) != 0 && (mask & IN_ISDIR) != 0;
      events.add(new Event(directory, name, made, (mask & IN_IGNORED) != 0));
      at += HEADER + length;
    }
    return events;
  }

  @Override
  public void close() {
    Descriptors.close(inotify);
  }
}
