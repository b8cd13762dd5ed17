package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdeploy.runtime.log.LogTail;
import org.jdeploy.runtime.supervise.Run;
import org.jspecify.annotations.Nullable;

/** What a process printed before it failed. For any thread. */
final class LastWords {
  private static final int LINES = 20;
  private static final int REMEMBERED = 200;

  private final Map<Run, List<Begin>> begins = new ConcurrentHashMap<>();

  /** Where a process's output begins in a log file. */
  private record Begin(Path file, long size) {}

  /** A process is about to start. */
  void starts(Run run, Output.Files files) {
    if (begins.size() > REMEMBERED) {
      begins.keySet().removeIf(old -> old.generation() < run.generation() - REMEMBERED / 2);
    }
    begins.put(run, files.distinct().stream().map(file -> new Begin(file, size(file))).toList());
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Its last lines: of stdout, then of stderr; also of others that printed there meanwhile. */
  List<String> of(Run run) throws InterruptedException {
    List<Begin> files = begins.getOrDefault(run, List.of());
    settle(files);
    List<String> lines = new ArrayList<>();
    for (Begin begin : files) {
      if (size(begin.file()) != begin.size()) {
        lines.addAll(since(begin));
      }
    }
    return lines;
  }

  /** What it printed last may still be on its way to the file. */
  private static void settle(List<Begin> files) throws InterruptedException {
    @Nullable List<Long> before = null;
    for (int i = 0; i < 10; i++) {
      List<Long> now = files.stream().map(begin -> size(begin.file())).toList();
      if (now.equals(before)) {
        return;
      }
      before = now;
      Thread.sleep(50);
    }
  }

  private static List<String> since(Begin begin) {
    try {
      byte[] all = Files.readAllBytes(begin.file());
      if (all.length > begin.size() && all.length - begin.size() < 64 * 1024) {
        List<String> lines =
            new String(
                    all,
                    (int) begin.size(),
                    (int) (all.length - begin.size()),
                    java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList();
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
      }
    } catch (IOException e) {
      // rotated just now
    }
    return LogTail.last(begin.file(), LINES);
  }
}
