package org.jdeploy.runtime.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Asks a jpmd over its unix socket: one connection a request. Whatever goes wrong is a {@link
 * ControlException}.
 */
public final class ControlClient {
  /** jpmd says something at least this often in a stream, so silence means that it hangs. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final JpmHome home;

  public ControlClient(JpmHome home) {
    this.home = home;
  }

  public JpmHome home() {
    return home;
  }

  /** Somebody answers. */
  public boolean ping() {
    try {
      get("/v1/version");
      return true;
    } catch (ControlException e) {
      return false;
    }
  }

  public JsonValue get(String target) {
    return whole("GET", target, null);
  }

  public JsonValue post(String target, @Nullable Object body) {
    return whole("POST", target, body);
  }

  private JsonValue whole(String method, String target, @Nullable Object body) {
    try (Wire wire = connect()) {
      Answer answer = ask(wire, method, target, body);
      byte[] content = new HttpReader(wire).body(answer.headers());
      return Json.parse(new String(content, StandardCharsets.UTF_8), "the answer of jpmd");
    } catch (IOException | JsonSyntaxException e) {
      throw broken(e);
    }
  }

  /**
   * Hands over the lines of an answer as they come, until it ends.
   *
   * @param line gets each line, an object; what it throws ends the stream
   */
  public void stream(String method, String target, @Nullable Object body, Consumer<Fields> line) {
    try (Wire wire = connect()) {
      Answer answer = ask(wire, method, target, body);
      if (!HttpReader.chunked(answer.headers())) {
        throw new ControlException(500, "jpmd answered in one piece where lines were expected");
      }
      HttpReader reader = new HttpReader(wire);
      ByteArrayOutputStream pending = new ByteArrayOutputStream();
      wire.limit(SILENCE);
      for (byte[] chunk = reader.chunk(); chunk.length > 0; chunk = reader.chunk()) {
        for (byte next : chunk) {
          if (next != '\n') {
            pending.write(next);
            continue;
          }
          if (pending.size() > 0) {
            Fields fields = Fields.of(Json.parse(pending.toString(StandardCharsets.UTF_8), "jpmd"));
            pending.reset();
            fields
                .optionalText("error")
                .ifPresent(message -> {
                  throw new ControlException(500, message);
                });
            line.accept(fields);
          }
        }
        wire.limit(SILENCE);
      }
    } catch (IOException | JsonSyntaxException | IllegalArgumentException e) {
      throw broken(e);
    }
  }

  private record Answer(Map<String, String> headers) {}

  /** Sends the request and reads the answer's head; an error status becomes an exception. */
  private static Answer ask(Wire wire, String method, String target, @Nullable Object body)
      throws IOException {
    byte[] content =
        body == null ? new byte[0] : Json.compact(body).getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: jpmd\r\nContent-Type: application/json\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    wire.write(head.getBytes(StandardCharsets.UTF_8));
    wire.write(content);
    HttpReader reader = new HttpReader(wire);
    String[] status = reader.line().split(" ", 3);
    int code = status.length > 1 ? Integer.parseInt(status[1]) : 500;
    Map<String, String> headers = reader.headers();
    if (code >= 300) {
      String text = new String(reader.body(headers), StandardCharsets.UTF_8);
      throw new ControlException(code, message(text));
    }
    return new Answer(headers);
  }

  private static String message(String body) {
    try {
      return Fields.of(Json.parse(body, "the answer of jpmd")).text("error");
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      return body;
    }
  }

  private Wire connect() {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(home.socket()));
        return new Wire(channel, SILENCE);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ControlException(
          ControlException.UNREACHABLE,
          "jpmd is not running in " + home + " (start it with: jpm daemon)");
    }
  }

  private static ControlException broken(Exception e) {
    return new ControlException(500, "jpmd did not finish its answer: " + e.getMessage());
  }
}
