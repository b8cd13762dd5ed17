package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jspecify.annotations.Nullable;

/**
 * The end of a log file, where pipes' bytes are moved to. Always the end: somebody else may
 * truncate it (logrotate's copytruncate), append to it, or move it away. Used by one thread.
 *
 * <p>When a file cannot be written, the oldest rotated files on that disk go first, then bytes are
 * dropped and counted, so that no program ever waits for a disk; a line says so as soon as the file
 * takes bytes again.
 */
final class LogFile implements Outlet {
  /** What an ordinary pipe holds. */
  static final int CHUNK = 65536;

  /** A line that is longer than this is cut by a rotation. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final long LOOK_AGAIN = 10_000_000;
  private static final int ATTEMPTS = 100;

  private final LinuxHost host;
  private final Path path;
  private final Peek peek;
  private final Housekeeping house;
  private final Rotation rotation;
  private final TimeIndex times;
  private final Losses losses;
  private final ByteBuffer bytes;
  private int fd = -1;
  private @Nullable Object identity;
  private long lookedAt;
  private long size;
  private Instant now = Instant.now();
  private boolean copying;
  private boolean begun;
  private boolean opened;
  private final Alarm tooOld;
  private final Alarm cleaning;

  /**
   * @param bytes of {@link #CHUNK}, direct; used within calls only
   */
  LogFile(LinuxHost host, Path path, Logs policy, Peek peek, ByteBuffer bytes, Housekeeping house) {
    this.host = host;
    this.house = house;
    this.path = path;
    this.peek = peek;
    this.bytes = bytes;
    this.rotation = new Rotation(path, policy);
    this.times = new TimeIndex(path);
    this.losses = new Losses(path, house);
    this.tooOld = new Alarm(house, this::rotateWhenOld);
    this.cleaning = new Alarm(house, this::clean);
  }

  Path path() {
    return path;
  }

  /** What could not be written so far; may be asked from any thread. */
  @Override
  public Losses losses() {
    return losses;
  }

  /** Opens the file, finds its end. */
  @Override
  public void prepare() {
    now = Instant.now();
    try {
      ready();
      if (rotation.tooLarge(size)) {
        rotation.clean(size, now);
      }
    } catch (HostException | IOException e) {
      losses.because(e);
    }
  }

  private void ready() throws IOException {
    if (fd >= 0 && System.nanoTime() - lookedAt > LOOK_AGAIN) {
      lookedAt = System.nanoTime();
      if (identity == null || !identity.equals(identity(path))) {
        close();
      }
    }
    if (fd < 0) {
      open();
    }
    size = host.size(fd);
  }

  private void open() throws IOException {
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    // read and write: the last byte is looked at. Not to append: splice(2) refuses that.
    fd = host.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE));
    identity = identity(path);
    lookedAt = System.nanoTime();
    size = host.size(fd);
    begun = false;
    begin(times.open(size, Files.getLastModifiedTime(path).toInstant()));
    if (!opened) {
      opened = true;
      tidy();
    }
  }

  /** What a former daemon left to be done. */
  private void tidy() {
    try {
      rotation.clean(size, now).ifPresent(cleaning::set);
      if (rotation.compresses()) {
        house.compressWhatIsLeft(path);
      }
    } catch (IOException e) {
      house.failed(e);
    }
  }

  private static @Nullable Object identity(Path path) {
    return FileKey.of(path).orElse(null);
  }

  @Override
  public void taken() {
    if (fd < 0) {
      return;
    }
    times.wrote(size, System.currentTimeMillis());
    if (!begun && size > 0) {
      begin(Optional.of(Instant.now()));
    }
  }

  private void begin(Optional<Instant> when) {
    if (when.isPresent()) {
      begun = true;
      rotation.begun(when.get()).ifPresent(tooOld::set);
    }
  }

  private void rotateWhenOld() {
    prepare();
    if (size > 0 && rotation.room(size, now) == 0) {
      try {
        rotate();
      } catch (HostException | IOException e) {
        losses.because(e);
      }
    }
    rotation.due().ifPresent(tooOld::set);
  }

  @Override
  public long take(int pipe) {
    for (int attempt = 0; ; attempt++) {
      try {
        if (fd < 0) {
          ready();
        }
        losses.say(this);
        return rotation.room(size, now) == 0 ? takeAndRotate(pipe) : move(pipe);
      } catch (HostException | IOException e) {
        if (attempt < ATTEMPTS && makesRoom(e)) {
          continue;
        }
        losses.because(e);
        return drop(pipe);
      }
    }
  }

  /** How much may be written before it is to be rotated. */
  long room() {
    return rotation.room(size, now);
  }

  /** The next byte begins a line. */
  boolean isAtLineStart() {
    try {
      return fd < 0 || endsWithNewline();
    } catch (HostException e) {
      return true; // nobody may read it; writing will tell
    }
  }

  /**
   * Writes at the end, to a new file when it is time and that tears no line.
   *
   * @param atLineStart a line begins with the data
   * @param raw bytes that are lost when this fails
   * @return whether it could be written
   */
  boolean write(ByteBuffer data, boolean atLineStart, long raw) {
    for (int attempt = 0; ; attempt++) {
      try {
        if (fd < 0) {
          ready();
        }
        losses.say(this);
        boolean full = rotation.room(size, now) == 0;
        if (full && (atLineStart || size > rotation.maxSize() + LONGEST_LINE)) {
          rotate();
        }
        append(data);
        return true;
      } catch (HostException | IOException e) {
        if (attempt < ATTEMPTS && makesRoom(e)) {
          continue;
        }
        losses.because(e);
        losses.add(raw);
        return false;
      }
    }
  }

  private boolean makesRoom(Exception e) {
    return e instanceof HostException refused
        && (refused.errorName().equals("ENOSPC") || refused.errorName().equals("EDQUOT"))
        && house.makeRoom(path);
  }

  private long move(int pipe) throws IOException {
    return move(pipe, Math.min(CHUNK, Math.max(1, rotation.room(size, now))));
  }

  private long move(int pipe, long max) throws IOException {
    if (!copying) {
      try {
        long moved = Math.max(0, host.splice(pipe, fd, size, max));
        size += moved;
        return moved;
      } catch (HostException e) {
        if (!e.errorName().equals("EINVAL")) {
          throw e;
        }
        copying = true; // this file system cannot
      }
    }
    bytes.clear().limit((int) max);
    int read = Math.max(0, host.read(pipe, bytes));
    bytes.flip();
    try {
      append(bytes);
    } finally {
      losses.add(bytes.remaining());
    }
    return read;
  }

  /** Writes at the end; throws with what could not be written left in the buffer. */
  void append(ByteBuffer data) {
    while (data.hasRemaining()) {
      size += host.write(fd, data, size);
    }
  }

  /** Goes on to a new file where a line ends, so that no line is torn. */
  private long takeAndRotate(int pipe) throws IOException {
    if (endsWithNewline()) {
      rotate();
      return move(pipe);
    }
    long head = peek.bytesToLineEnd(pipe);
    if (head > 0) {
      long moved = move(pipe, head);
      if (moved == head) {
        rotate();
      }
      return moved;
    }
    if (size > rotation.maxSize() + LONGEST_LINE) {
      rotate();
    }
    return move(pipe, CHUNK);
  }

  boolean endsWithNewline() {
    bytes.clear().limit(1);
    return size == 0 || (host.read(fd, bytes, size - 1) == 1 && bytes.get(0) == '\n');
  }

  private void rotate() throws IOException {
    close();
    try {
      Optional<RotatedFile> rotated = rotation.rotate(size, now);
      if (rotated.isPresent() && rotation.compresses()) {
        house.compress(rotated.get());
      }
      rotation.clean(0, now).ifPresent(cleaning::set);
    } catch (IOException e) {
      house.failed(new IOException("cannot rotate " + path, e)); // the file just grows on
    }
    open();
  }

  /** Rotated files have become too old, or smaller. */
  void clean() {
    try {
      rotation.clean(size, Instant.now()).ifPresent(cleaning::set);
    } catch (IOException e) {
      house.failed(e);
    }
  }

  /** Now, however small it is; whether there was something in it. */
  boolean rotateNow() throws IOException {
    now = Instant.now();
    ready();
    if (size == 0) {
      return false;
    }
    taken();
    rotate();
    return true;
  }

  /** Throws away what is in the file. */
  void truncate() throws IOException {
    ready();
    host.truncate(fd, 0);
    size = 0;
    begun = false;
    times.restart();
  }

  private long drop(int pipe) {
    bytes.clear();
    long count = Math.max(0, host.read(pipe, bytes));
    losses.add(count);
    return count;
  }

  /** For good. */
  void end() {
    tooOld.cancel();
    cleaning.cancel();
    close();
  }

  private void close() {
    times.close();
    if (fd >= 0) {
      host.close(fd);
      fd = -1;
    }
  }
}
