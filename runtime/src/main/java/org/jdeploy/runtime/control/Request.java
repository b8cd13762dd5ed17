package org.jdeploy.runtime.control;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;

/**
 * What a client asks.
 *
 * @param path decoded, without the query
 * @param query every value of a name, decoded, in order
 */
public record Request(
    String method, String path, Map<String, List<String>> query, String body, Actor actor) {

  /**
   * @param target as in the request line: {@code /v1/logs?lines=5}
   * @throws ControlException when it is malformed
   */
  public static Request of(String method, String target, String body, Actor actor) {
    int mark = target.indexOf('?');
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&")) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        query
            .computeIfAbsent(name, _ -> new ArrayList<>())
            .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return new Request(
        method, decode(mark < 0 ? target : target.substring(0, mark)), query, body, actor);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ControlException(400, "malformed escape in the address: " + text);
    }
  }

  /** All values of a query parameter. */
  public List<String> all(String name) {
    return query.getOrDefault(name, List.of());
  }

  /** {@code ?follow}, {@code ?follow=1} and {@code ?follow=true}. */
  public boolean flag(String name) {
    List<String> values = all(name);
    return !values.isEmpty() && List.of("", "1", "true").contains(values.getLast());
  }

  /**
   * @throws ControlException when it is no whole number from 0
   */
  public int number(String name, int otherwise) {
    List<String> values = all(name);
    if (values.isEmpty()) {
      return otherwise;
    }
    try {
      return Integer.parseUnsignedInt(values.getLast());
    } catch (NumberFormatException e) {
      throw new ControlException(
          400, "\"" + name + "\" must be a whole number, not \"" + values.getLast() + "\"");
    }
  }

  /**
   * The body, a JSON object.
   *
   * @throws ControlException when it is something else
   */
  public Fields json() {
    try {
      return Fields.of(Json.parse(body, "the request"));
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw new ControlException(400, "the request is not a JSON object: " + e.getMessage());
    }
  }
}
