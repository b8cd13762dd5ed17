package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.InputStream;

/** What a step reads on its standard input. */
public sealed interface Payload {
  /** Nothing: /dev/null. */
  Payload NONE = new None();

  /** Bytes there are; at most 2 GiB. */
  long length();

  /** Nothing: /dev/null. */
  record None() implements Payload {
    @Override
    public long length() {
      return 0;
    }
  }

  /** Bytes in memory; nobody changes the array any more. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, copied by nobody
  record Bytes(byte[] bytes) implements Payload {
    @Override
    public long length() {
      return bytes.length;
    }
  }

  /** Exactly {@code length} bytes of a stream that is opened when they are sent. */
  record Stream(Source source, long length) implements Payload {}

  /** Opens a stream. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }
}
