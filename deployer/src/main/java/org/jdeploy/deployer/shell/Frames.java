package org.jdeploy.deployer.shell;

import java.nio.charset.StandardCharsets;

/** What a client sends to the {@link ShellRuntime}: a line, a script, a payload. */
public final class Frames {
  private final String nonce;

  /**
   * @param nonce 128 random bits in hex, new for each channel: no output can imitate a frame
   */
  public Frames(String nonce) {
    if (!nonce.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("a nonce is 32 hex digits");
    }
    this.nonce = nonce;
  }

  /**
   * Runs the script in a subshell; exactly {@code payloadLength} bytes must follow.
   *
   * @param label for the log on the server
   */
  public byte[] run(int id, String label, String script, long payloadLength) {
    if (payloadLength < 0 || payloadLength > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a payload has at most 2 GiB");
    }
    return frame("run", id, label.replaceAll("[\\p{Cntrl}\\s]+", "_"), script, payloadLength);
  }

  /** Runs the script in the runtime's own shell. */
  public byte[] main(int id, String script) {
    return frame("main", id, "-", script, 0);
  }

  /** Sets the script that runs when the client is gone. */
  public byte[] eof(int id, String script) {
    return frame("eof", id, "-", script, 0);
  }

  private byte[] frame(String kind, int id, String label, String script, long payloadLength) {
    if (script.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a script cannot hold a NUL character");
    }
    byte[] body = (script + "\n#" + nonce).getBytes(StandardCharsets.UTF_8);
    byte[] head =
        "%s %d %d %d %s\n"
            .formatted(kind, id, body.length, payloadLength, label)
            .getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[head.length + body.length];
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(body, 0, frame, head.length, body.length);
    return frame;
  }
}
