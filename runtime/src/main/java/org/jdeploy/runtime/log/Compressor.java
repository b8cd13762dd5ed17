package org.jdeploy.runtime.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.jdeploy.runtime.host.LinuxHost;
import org.jspecify.annotations.Nullable;

/**
 * Compresses rotated files one after the other on a thread of the lowest priority, which lives
 * while there is work. A file is complete before it gets its name, and only then the original goes:
 * when we are killed, the next one begins anew. For any thread.
 */
final class Compressor implements AutoCloseable {
  private static final int BLOCK = 65536;

  private final LinuxHost host;
  private final Consumer<Path> done;
  private final Consumer<Throwable> failures;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Deque<RotatedFile> queue = new ArrayDeque<>();
  private final Set<RotatedFile> known = new HashSet<>();
  private @Nullable Thread thread;
  private boolean closed;

  /**
   * @param done told, on our thread, of which log file a part was compressed
   * @param failures told what went wrong; the file stays as it is
   */
  Compressor(LinuxHost host, Consumer<Path> done, Consumer<Throwable> failures) {
    this.host = host;
    this.done = done;
    this.failures = failures;
  }

  /** One that waits already is not added again. */
  void add(RotatedFile file) {
    lock.lock();
    try {
      if (!closed && known.add(file)) {
        queue.add(file);
        if (thread == null) {
          thread = Thread.ofPlatform().name("log-gzip").daemon().start(this::run);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    host.yieldToOthers();
    for (RotatedFile file = take(null); file != null; file = take(file)) {
      try {
        compress(file);
        done.accept(file.log());
      } catch (IOException | RuntimeException e) {
        try {
          Files.deleteIfExists(file.unfinished());
        } catch (IOException second) {
          e.addSuppressed(second);
        }
        if (!(e instanceof NoSuchFileException)) {
          failures.accept(new IOException("cannot compress " + file.plain(), e));
        }
      }
    }
  }

  private @Nullable RotatedFile take(@Nullable RotatedFile last) {
    lock.lock();
    try {
      known.remove(last);
      RotatedFile next = closed ? null : queue.poll();
      if (next == null) {
        thread = null;
        idle.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void compress(RotatedFile file) throws IOException {
    Path unfinished = file.unfinished();
    Files.deleteIfExists(unfinished);
    try (FileChannel to =
            FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                    Files.getPosixFilePermissions(file.plain())));
        InputStream in = Files.newInputStream(file.plain())) {
      try (OutputStream out =
          new GZIPOutputStream(new Unclosed(Channels.newOutputStream(to)), 16384)) {
        byte[] block = new byte[BLOCK];
        for (int count = in.read(block); count > 0; count = in.read(block)) {
          if (!Files.exists(file.plain()) || isClosed()) {
            throw new NoSuchFileException(file.plain().toString()); // was deleted meanwhile
          }
          out.write(block, 0, count);
        }
      }
      to.force(true);
    }
    Files.setLastModifiedTime(unfinished, Files.getLastModifiedTime(file.plain()));
    Files.move(unfinished, file.gz(), StandardCopyOption.ATOMIC_MOVE);
    if (!Files.deleteIfExists(file.plain())) {
      Files.deleteIfExists(file.gz());
    }
  }

  /** The channel is synchronized to the disk after the end of the compressed stream. */
  private static final class Unclosed extends java.io.FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** What waits is left to the next one; waits for the end of the thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      while (thread != null) {
        idle.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
