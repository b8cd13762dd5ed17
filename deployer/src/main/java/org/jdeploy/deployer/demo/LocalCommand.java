package org.jdeploy.deployer.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** A command of an SSH client, run by this machine's {@code /bin/sh} as the present user. */
final class LocalCommand implements Command {
  private final String line;
  private final Map<String, String> environment;
  private @Nullable InputStream in;
  private @Nullable OutputStream out;
  private @Nullable OutputStream err;
  private @Nullable ExitCallback callback;
  private @Nullable Process process;

  /**
   * @param environment all that the command has
   */
  LocalCommand(String line, Map<String, String> environment) {
    this.line = line;
    this.environment = environment;
  }

  @Override
  public void setInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public void setOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void setErrorStream(OutputStream err) {
    this.err = err;
  }

  @Override
  public void setExitCallback(ExitCallback callback) {
    this.callback = callback;
  }

  @Override
  public void start(ChannelSession channel, Environment ignored) throws IOException {
    // As with sshd the shell leads a session: a signal to its group must not reach this process.
    ProcessBuilder builder = new ProcessBuilder("setsid", "/bin/sh", "-c", line);
    builder.environment().clear();
    builder.environment().putAll(environment);
    String home = environment.get("HOME");
    if (home != null) {
      builder.directory(java.nio.file.Path.of(home).toFile());
    }
    Process started = builder.start();
    process = started;
    pump("in", set(in), started.getOutputStream(), true);
    Thread outPump = pump("out", started.getInputStream(), set(out), false);
    Thread errPump = pump("err", started.getErrorStream(), set(err), false);
    ExitCallback exit = set(callback);
    Thread.ofVirtual()
        .name("ssh-exit")
        .start(() -> {
          try {
            int code = started.waitFor();
            outPump.join();
            errPump.join();
            exit.onExit(code);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static <T> T set(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the SSH server did not prepare the command");
    }
    return value;
  }

  /** Copies without waiting for full buffers, until either side ends. */
  private static Thread pump(String name, InputStream from, OutputStream to, boolean close) {
    return Thread.ofVirtual()
        .name("ssh-" + name)
        .start(() -> {
          byte[] buffer = new byte[1 << 16];
          try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
              to.write(buffer, 0, n);
              to.flush();
            }
          } catch (IOException _) {
            // One side is gone; the process or the channel tells the rest.
          } finally {
            if (close) {
              closeQuietly(to);
            }
          }
        });
  }

  private static void closeQuietly(OutputStream stream) {
    try {
      stream.close();
    } catch (IOException _) {
      // It was closed from the other side.
    }
  }

  /** As sshd: the client is gone, so the command's standard input ends; it is not killed. */
  @Override
  public void destroy(ChannelSession channel) {
    if (process != null) {
      closeQuietly(process.getOutputStream());
    }
  }
}
