package org.jdeploy.runtime.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jdeploy.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Messages to the program as lines. A {@code cmd} that begins with {@code NODE_} never reaches the
 * program's {@code 'message'} listeners and keeps nothing alive.
 */
final class Outgoing {
  private Outgoing() {}

  static ByteBuffer write(ToWorker message) {
    return line(
        switch (message) {
          case ToWorker.ListenGranted(long seq, _, boolean hold) ->
              ours(
                  "NODE_HANDLE",
                  "type",
                  "net.Native",
                  "msg",
                  hold ? ours("NODE_JPM", "ack", seq, "hold", true) : ours("NODE_JPM", "ack", seq));
          case ToWorker.Accept _ -> ours("NODE_JPM", "act", "accept");
          case ToWorker.ListenRefused(long seq, String errno, String text) ->
              ours("NODE_JPM", "ack", seq, "error", errno, "message", text);
          case ToWorker.Drain(var budget, boolean last) ->
              ours("NODE_JPM", "act", "drain", "budget", budget.toMillis(), "last", last);
          case ToWorker.Probe(long seq, int port, String path, var headers, var timeout) ->
              ours(
                  "NODE_JPM",
                  "act",
                  "probe",
                  "seq",
                  seq,
                  "port",
                  port,
                  "path",
                  path,
                  "headers",
                  new TreeMap<>(headers),
                  "timeout",
                  timeout.toMillis());
          case ToWorker.Report _ -> ours("NODE_JPM", "act", "report");
          case ToWorker.Message(var value) -> value;
        });
  }

  /** The answer to a descriptor that the program sent. */
  static ByteBuffer handleAcknowledged() {
    return line(ours("NODE_HANDLE_ACK"));
  }

  private static Map<String, Object> ours(String cmd, Object... keysAndValues) {
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("cmd", cmd);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      line.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return line;
  }

  private static ByteBuffer line(@Nullable Object value) {
    return ByteBuffer.wrap((Json.compact(value) + "\n").getBytes(UTF_8));
  }
}
