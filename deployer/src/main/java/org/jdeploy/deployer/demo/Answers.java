package org.jdeploy.deployer.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/** What the application answers about its version. */
final class Answers {
  /** Enough to meet both instances of a server. */
  private static final int QUESTIONS = 8;

  private static final int MILLISECONDS = 5_000;

  private Answers() {}

  /** All versions that any instance of any server gives; a failure is one, too. */
  static Set<String> versions(List<DemoServer> servers) {
    Set<String> versions = new TreeSet<>();
    for (DemoServer server : servers) {
      for (int i = 0; i < QUESTIONS; i++) {
        versions.add(version(server.httpPort()));
      }
    }
    return versions;
  }

  private static String version(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/version").toURL().openConnection();
      connection.setConnectTimeout(MILLISECONDS);
      connection.setReadTimeout(MILLISECONDS);
      connection.setRequestProperty("Connection", "close");
      try (InputStream in = connection.getInputStream()) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return Json.parse(text, "/version") instanceof JsonObject answer
                && answer.get("version") instanceof JsonText version
            ? version.value()
            : text;
      }
    } catch (IOException | JsonSyntaxException e) {
      return "no answer (" + e.getMessage() + ")";
    }
  }
}
