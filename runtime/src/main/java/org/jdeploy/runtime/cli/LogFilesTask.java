package org.jdeploy.runtime.cli;

import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;

/** Has jpmd do something with the log files of targets, and prints with which. */
record LogFilesTask(String verb, String did, List<String> targets) {
  int run(Session session, boolean json) {
    JsonValue rows = session.client().post("/v1/logs/" + verb, Map.of("targets", targets));
    if (json) {
      session.out().print(Json.pretty(rows));
      return ExitCodes.DONE;
    }
    boolean any = false;
    for (JsonValue item : ((JsonArray) rows).items()) {
      Fields row = new Fields((JsonObject) item);
      if (row.flag("done")) {
        any = true;
        session
            .out()
            .println(
                row.text("name")
                    + ":"
                    + row.number("instance")
                    + " "
                    + did
                    + " "
                    + row.text("file"));
      }
    }
    if (!any) {
      session.out().println("nothing to " + verb + ": the log files are empty");
    }
    return ExitCodes.DONE;
  }
}
