package org.jdeploy.runtime.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A socket channel of the JDK with its selector. */
final class ChannelTransport implements Wire.Transport {
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;

  ChannelTransport(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    selector = Selector.open();
    key = channel.register(selector, 0);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public boolean await(boolean toRead, long milliseconds) throws IOException {
    key.interestOps(toRead ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
    int ready = selector.select(milliseconds);
    selector.selectedKeys().clear();
    return ready > 0;
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }
}
