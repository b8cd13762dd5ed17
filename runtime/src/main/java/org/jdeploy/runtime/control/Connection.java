package org.jdeploy.runtime.control;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.HttpReader;
import org.jdeploy.runtime.client.Wire;
import org.jdeploy.runtime.host.LinuxHost;

/** One client: reads its request within a time limit, answers, closes. */
final class Connection implements Runnable {
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
  static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

  private final LinuxHost host;
  private final int fd;
  private final PeerTransport transport;
  private final Handler handler;
  private final Consumer<Exception> defects;

  /**
   * Takes the descriptor over.
   *
   * @param said what was read of its request
   */
  Connection(LinuxHost host, int fd, byte[] said, Handler handler, Consumer<Exception> defects) {
    this.host = host;
    this.fd = fd;
    this.transport = new PeerTransport(host, fd, ByteBuffer.wrap(said));
    this.handler = handler;
    this.defects = defects;
  }

  @Override
  public void run() {
    try (Wire wire = new Wire(transport, REQUEST_LIMIT)) {
      Response response = respond(wire);
      wire.limit(WRITE_LIMIT);
      switch (response) {
        case Response.Whole whole -> write(wire, whole);
        case Response.Lines lines -> stream(wire, lines);
      }
    } catch (IOException e) {
      // the client went away, or never said anything: its loss
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Response respond(Wire wire) throws IOException {
    try {
      HttpReader reader = new HttpReader(wire);
      String[] start = reader.line().split(" ", -1);
      if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
        return Response.error(400, "not an HTTP/1.1 request");
      }
      Map<String, String> headers = reader.headers();
      if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
        wire.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      }
      String body = new String(reader.body(headers), StandardCharsets.UTF_8);
      return handler.handle(Request.of(start[0], start[1], body, Actor.of(host, fd)));
    } catch (HttpReader.TooLarge e) {
      return Response.error(413, String.valueOf(e.getMessage()));
    } catch (ProtocolException e) {
      return Response.error(400, String.valueOf(e.getMessage()));
    } catch (ControlException e) {
      return Response.error(e.status(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return defect(e);
    }
  }

  private Response.Whole defect(RuntimeException e) {
    defects.accept(e);
    return Response.error(500, "jpmd could not do that, its log (jpmd.log) says more: " + e);
  }

  private void stream(Wire wire, Response.Lines lines) throws IOException, InterruptedException {
    ChunkedLines sink = new ChunkedLines(wire);
    try {
      lines.source().writeTo(sink);
      sink.end();
    } catch (ControlException e) {
      fail(
          wire,
          sink,
          Response.error(e.status(), String.valueOf(e.getMessage())),
          String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      fail(wire, sink, defect(e), e.toString());
    }
  }

  /** An error status while that is still possible, else a last line. */
  private static void fail(Wire wire, ChunkedLines sink, Response.Whole whole, String message)
      throws IOException {
    if (sink.begun()) {
      sink.line(Map.of("error", message));
      sink.end();
    } else {
      write(wire, whole);
    }
  }

  private static void write(Wire wire, Response.Whole whole) throws IOException {
    byte[] body = whole.body().getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + whole.status()
            + " "
            + reason(whole.status())
            + "\r\nContent-Type: "
            + whole.contentType()
            + "\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    wire.write(head.getBytes(StandardCharsets.UTF_8));
    wire.write(body);
  }

  /** In place of {@link #run}: too many wait already. */
  void refuse() {
    try (transport) {
      transport.write(
          ByteBuffer.wrap(
              "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // it did not wait for the answer
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
