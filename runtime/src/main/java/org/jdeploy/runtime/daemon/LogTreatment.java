package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.supervise.Instance;

/** Rotates or empties log files because somebody wants it. Called on a control thread. */
final class LogTreatment {
  private static final long PATIENCE_SECONDS = 30;

  /** A log file of an instance and how it is kept. */
  record Item(Instance instance, Path file, Logs policy) {}

  private LogTreatment() {}

  /** Rows {@code {name, instance, file, done}}: what was empty is not rotated. */
  static JsonValue treat(Output output, List<Item> items, boolean rotate)
      throws InterruptedException {
    List<CompletableFuture<Boolean>> begun = new ArrayList<>();
    items.forEach(item -> begun.add(output.treat(rotate, item.file(), item.policy())));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", items.get(i).instance().program());
      row.put("instance", items.get(i).instance().slot());
      row.put("file", items.get(i).file().toString());
      row.put("done", await(begun.get(i), items.get(i).file()));
      rows.add(row);
    }
    return JsonValue.of(rows);
  }

  private static boolean await(CompletableFuture<Boolean> begun, Path file)
      throws InterruptedException {
    try {
      return begun.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new ControlException(
          500, file + ": " + (e.getCause() == null ? e : e.getCause()).getMessage());
    } catch (TimeoutException e) {
      throw new ControlException(500, file + ": its disk does not answer");
    }
  }
}
