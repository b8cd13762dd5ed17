package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jdeploy.deployer.shell.ShellRuntime;
import org.jspecify.annotations.Nullable;

/** An exec channel of a login: when it ends, the login ends. */
final class MinaWire implements Wire {
  private static final Duration OPENING = Duration.ofSeconds(20);
  private static final Duration ASIDE = Duration.ofSeconds(10);

  private final ClientSession session;
  private final ChannelExec channel;
  private final Endpoint endpoint;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private MinaWire(ClientSession session, ChannelExec channel, Endpoint endpoint) {
    this.session = session;
    this.channel = channel;
    this.endpoint = endpoint;
    session.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionException(Session of, Throwable t) {
            failure.compareAndSet(null, t);
          }
        });
  }

  static MinaWire open(ClientSession session, Endpoint endpoint) throws ConnectFailure {
    try {
      ChannelExec channel = session.createExecChannel(ShellRuntime.LOADER);
      MinaWire wire = new MinaWire(session, channel, endpoint);
      channel.open().verify(OPENING);
      return wire;
    } catch (IOException | RuntimeException e) {
      session.close(true);
      throw new ConnectFailure(
          ConnectFailure.Kind.SHELL,
          endpoint.where() + ": logged in, but no command may run there: " + e.getMessage(),
          e);
    }
  }

  @Override
  public OutputStream in() {
    return channel.getInvertedIn();
  }

  @Override
  public InputStream out() {
    return channel.getInvertedOut();
  }

  @Override
  public InputStream err() {
    return channel.getInvertedErr();
  }

  @Override
  public void aside(String command) throws IOException {
    try (ChannelExec beside = session.createExecChannel(command)) {
      beside.setOut(OutputStream.nullOutputStream());
      beside.setErr(OutputStream.nullOutputStream());
      beside.open().verify(OPENING);
      beside.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), ASIDE);
    }
  }

  @Override
  public String loss() {
    String where = endpoint.where();
    Throwable thrown = failure.get();
    if (thrown != null && String.valueOf(thrown.getMessage()).contains("without reply")) {
      return where
          + ": no answer for "
          + endpoint.keepAlive().multipliedBy(endpoint.keepAliveCount()).toSeconds()
          + " s: the connection is dead";
    }
    if (thrown != null) {
      return where
          + ": the connection broke: "
          + Optional.ofNullable(thrown.getMessage()).orElse(thrown.getClass().getSimpleName());
    }
    if (channel.getExitSignal() != null) {
      return where + ": the shell there was killed by SIG" + channel.getExitSignal();
    }
    if (channel.getExitStatus() != null) {
      return where + ": the shell there ended, with exit code " + channel.getExitStatus();
    }
    return where + ": the server closed the connection";
  }

  @Override
  public void close() {
    session.close(true);
  }
}
