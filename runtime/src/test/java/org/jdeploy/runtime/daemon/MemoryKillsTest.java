package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jdeploy.runtime.program.ProgramFile;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Exit;
import org.jdeploy.runtime.supervise.Instance;
import org.jdeploy.runtime.supervise.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryKillsTest {
  private static final Exit KILLED = new Exit.Killed("KILL");

  @TempDir Path directory;
  private long count = 5;
  private final MemoryKills kills = new MemoryKills(() -> count);

  @Test
  void a_kill_while_the_machine_counted_one_is_perhaps_for_lack_of_memory() throws Exception {
    LiveProcess process = process();
    assertThat(kills.hint(process, KILLED, false)).isEmpty();
    count++;
    assertThat(kills.hint(process, KILLED, false)).contains("out of memory?");
    assertThat(kills.hint(process, KILLED, false)).isEmpty();
    count++;
    assertThat(kills.hint(process, new Exit.Code(137), false)).contains("out of memory?");
  }

  @Test
  void what_we_killed_and_what_ended_otherwise_was_not_out_of_memory() throws Exception {
    LiveProcess process = process();
    count++;
    assertThat(kills.hint(process, KILLED, true)).isEmpty();
    count++;
    assertThat(kills.hint(process, new Exit.Code(1), false)).isEmpty();
    assertThat(kills.hint(process, KILLED, false)).as("told with the former exit").isEmpty();
  }

  @Test
  void a_cgroup_that_counts_knows_for_sure() throws Exception {
    LiveProcess process = process();
    process.cgroup = Optional.of(directory);
    Files.writeString(directory.resolve("memory.events"), "oom 0\noom_kill 0\n");
    count++;
    assertThat(kills.hint(process, KILLED, false)).as("somebody else's").isEmpty();
    Files.writeString(directory.resolve("memory.events"), "oom 1\noom_kill 1\n");
    assertThat(kills.hint(process, KILLED, false)).contains("out of memory");
  }

  private LiveProcess process() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("programs.json"), "{\"programs\": {\"a\": {\"command\": \"a\"}}}");
    ProgramSpec spec = ProgramFile.read(file).getFirst();
    return new LiveProcess(
        new RunRecord(
            new Run(new Instance("a", 0), 1),
            spec,
            "cookie",
            "boot",
            OptionalInt.of(4711),
            1,
            "/",
            OptionalLong.empty(),
            new LinkedHashMap<>(),
            Set.of(),
            Set.of(),
            false,
            "",
            false,
            false,
            false),
        -1,
        Instant.EPOCH);
  }
}
