package org.jdeploy.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Spawned;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output that goes elsewhere than into a file as it is. */
class OutletTest {
  private static final String TIME =
      "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z)";
  private static final LogSource ERR = new LogSource("blogd", 2, "err");

  private final LinuxHost host = new LinuxHost();
  private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<LogTrouble> troubles = new LinkedBlockingQueue<>();
  private final Programs programs = new Programs(host);
  @TempDir Path directory;
  private LogReceivers receivers;
  private LogPump pump;
  private Path fifo;
  private Path file;
  private int socket = -1;

  @BeforeEach
  void open() throws IOException {
    Path sockets = Files.createTempDirectory(Path.of("/tmp"), "jpm");
    receivers = new LogReceivers(sockets.resolve("log"), sockets.resolve("journal"));
    pump = new LogPump(host, receivers, failures::add, troubles::add);
    fifo = programs.fifo(directory, "fifo");
    file = directory.resolve("app.log");
  }

  @AfterEach
  void close() throws IOException {
    pump.close();
    programs.close();
    if (socket >= 0) {
      host.close(socket);
    }
    Files.deleteIfExists(receivers.syslog());
    Files.deleteIfExists(receivers.journald());
    Files.delete(receivers.syslog().resolveSibling(""));
    assertThat(failures).isEmpty();
  }

  private List<String> written(Logs.Prefix prefix, String script) throws IOException {
    pump.open("app", fifo, file, Programs.with(Logs.To.FILE, prefix), ERR);
    programs.awaitExit(programs.sh(fifo, script));
    pump.close("app").join();
    return Files.readAllLines(file);
  }

  @Test
  void lines_begin_with_the_time_they_came() throws Exception {
    Instant before = Instant.now();
    List<String> lines = written(Logs.Prefix.TIME, "echo one; echo; printf unfinished");
    Matcher first = Pattern.compile(TIME + " one").matcher(lines.getFirst());
    assertThat(first.matches()).isTrue();
    assertThat(Instant.parse(first.group(1))).isBetween(before.minusMillis(1), Instant.now());
    assertThat(lines.get(1)).matches(TIME + " ");
    assertThat(lines.get(2)).matches(TIME + " unfinished");
  }

  @Test
  void a_full_prefix_names_the_instance_and_the_stream() throws Exception {
    assertThat(written(Logs.Prefix.FULL, "echo one"))
        .singleElement()
        .asString()
        .matches(TIME + " blogd:2 err \\| one");
  }

  @Test
  void each_line_becomes_an_object_whatever_is_in_it() throws Exception {
    List<String> lines =
        written(
            Logs.Prefix.JSON,
            "echo 'a \"quoted\" \\ back\tslash ü €'; printf '\\377\\001x\\303(\\n'; echo last");
    List<String> texts = new ArrayList<>();
    for (String line : lines) {
      Fields object = Fields.of(Json.parse(line, "a line"));
      assertThat(object.text("time")).matches(TIME);
      assertThat(object.text("name")).isEqualTo("blogd");
      assertThat(object.number("instance")).isEqualTo(2);
      assertThat(object.text("stream")).isEqualTo("err");
      texts.add(object.text("line"));
    }
    assertThat(texts)
        .containsExactly("a \"quoted\" \\ back\tslash ü €", "\ufffd\u0001x\ufffd(", "last");
  }

  @Test
  void a_character_that_comes_in_two_pieces_stays_one() throws Exception {
    List<String> lines =
        written(Logs.Prefix.JSON, "printf '\\342\\202'; sleep 0.2; printf '\\254\\n'");
    assertThat(Fields.of(Json.parse(lines.getFirst(), "a line")).text("line")).isEqualTo("€");
  }

  @Test
  void a_line_of_more_than_64_kib_becomes_several() throws Exception {
    List<String> lines =
        written(Logs.Prefix.TIME, "head -c 150000 /dev/zero | tr '\\0' x; echo; echo next");
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).matches(TIME + " x{65536}");
    assertThat(lines.get(2)).matches(TIME + " x{18928}");
    assertThat(lines.get(3)).endsWith(" next");
  }

  @Test
  void binary_bytes_pass_behind_a_prefix() throws Exception {
    pump.open("app", fifo, file, Programs.with(Logs.To.FILE, Logs.Prefix.TIME), ERR);
    programs.awaitExit(programs.sh(fifo, "printf '\\000\\377\\200\\n'"));
    pump.close("app").join();
    byte[] bytes = Files.readAllBytes(file);
    assertThat(java.util.Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length))
        .containsExactly(0, -1, -128, '\n');
  }

  @Test
  void rotation_tears_no_prefixed_line() throws Exception {
    Logs policy =
        new Logs(
            Logs.To.FILE,
            50_000,
            java.util.Optional.empty(),
            10_000,
            java.util.Optional.empty(),
            0,
            false,
            Logs.Prefix.FULL,
            false,
            java.util.Optional.empty(),
            java.util.Optional.empty());
    pump.open("app", fifo, file, policy, ERR);
    programs.awaitExit(programs.sh(fifo, "seq 1 50000"));
    pump.close("app").join();
    assertThat(RotatedFile.of(file)).hasSizeGreaterThan(10);
    int expected = 1;
    for (String line : LogTail.last(file, 60_000)) {
      assertThat(line).matches(TIME + " blogd:2 err \\| " + expected++);
    }
    assertThat(expected).isEqualTo(50_001);
  }

  @Test
  void no_prefixed_line_is_lost_when_the_pump_is_killed_again_and_again() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Spawned program = programs.sh(fifo, "seq 1 1500000");
    int kills = 0;
    for (; kills < 3 && host.exitOf(program.pidfd()).isEmpty(); kills++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  PumpProcess.class.getName(),
                  fifo.toString(),
                  file.toString(),
                  "full")
              .inheritIO()
              .start();
      long before = file.toFile().length();
      await().atMost(30, TimeUnit.SECONDS).until(() -> file.toFile().length() > before);
      // a random moment under load is what this test is about
      TimeUnit.MICROSECONDS.sleep(random.nextInt(3000));
      process.destroyForcibly().waitFor();
    }
    pump.open("app", fifo, file, Programs.with(Logs.To.FILE, Logs.Prefix.FULL), ERR);
    programs.awaitExit(program);
    pump.close("app").join();
    assertThat(kills).as("seed %d", seed).isGreaterThanOrEqualTo(2);
    Pattern whole = Pattern.compile(TIME + " (app:0 out|blogd:2 err) \\| ([0-9]+)");
    int last = 0;
    String before = "";
    for (String line : Files.readAllLines(file)) {
      Matcher matcher = whole.matcher(line);
      // where it was killed in the middle of a write, a line is torn
      String text = matcher.matches() ? matcher.group(3) : "";
      String next = String.valueOf(last + 1);
      if (text.equals(next) || (before + text).equals(next)) {
        last++;
      }
      boolean again = text.isEmpty() || Integer.parseInt(text) <= last;
      assertThat(again).as("%s after %d, seed %d", line, last, seed).isTrue();
      before = text;
    }
    assertThat(last).as("seed %d", seed).isEqualTo(1_500_000);
  }

  @Test
  void what_goes_nowhere_keeps_nobody_waiting() {
    pump.open("app", fifo, file, Programs.with(Logs.To.NONE, Logs.Prefix.NONE), ERR);
    programs.awaitExit(programs.sh(fifo, "seq 1 100000"));
    pump.close("app").join();
    assertThat(file).doesNotExist();
    assertThat(pump.dropped("app")).isZero();
  }

  @Test
  void lines_go_to_syslog() {
    socket = host.datagramUnix(receivers.syslog());
    pump.open("app", fifo, file, Programs.with(Logs.To.SYSLOG, Logs.Prefix.NONE), ERR);
    programs.awaitExit(programs.sh(fifo, "echo one; echo two"));
    String head = "<27>[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} blogd\\[2\\]: ";
    assertThat(receive()).matches(head + "one");
    assertThat(receive()).matches(head + "two");
    assertThat(file).doesNotExist();
  }

  @Test
  void lines_go_to_journald_in_its_own_protocol() {
    socket = host.datagramUnix(receivers.journald());
    LogSource out = new LogSource("blogd", 0, "out");
    pump.open("app", fifo, file, Programs.with(Logs.To.JOURNALD, Logs.Prefix.NONE), out);
    programs.awaitExit(programs.sh(fifo, "echo one=two"));
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(7);
    assertThat(receive())
        .isEqualTo(
            "PRIORITY=6\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=blogd\nJPM_PROGRAM=blogd\n"
                + "JPM_INSTANCE=0\nJPM_STREAM=out\nMESSAGE\n"
                + new String(length.array(), StandardCharsets.ISO_8859_1)
                + "one=two\n");
  }

  @Test
  void a_prompt_without_a_line_end_is_sent_after_a_second() {
    socket = host.datagramUnix(receivers.syslog());
    pump.open("app", fifo, file, Programs.with(Logs.To.SYSLOG, Logs.Prefix.NONE), ERR);
    programs.sh(fifo, "printf 'password: '; sleep 60");
    assertThat(receive()).endsWith(": password: ");
  }

  @Test
  void a_service_that_is_away_holds_nobody_up_and_gets_lines_again_when_it_is_back() {
    pump.open("app", fifo, file, Programs.with(Logs.To.SYSLOG, Logs.Prefix.NONE), ERR);
    programs.awaitExit(programs.sh(fifo, "seq 1 1000"));
    await().until(() -> pump.dropped("app") == 3893);
    assertThat(pump.trouble("app")).contains("ENOENT, no such file or directory");
    socket = host.datagramUnix(receivers.syslog());
    programs.awaitExit(programs.sh(fifo, "echo back"));
    assertThat(receive()).endsWith(": back");
    await().until(() -> troubles.size() == 2);
    assertThat(troubles.poll().over()).isFalse();
    assertThat(troubles.poll())
        .isEqualTo(
            new LogTrouble(receivers.syslog(), "ENOENT, no such file or directory", 3893, true));
    assertThat(pump.trouble("app")).isEmpty();
  }

  @Test
  void a_service_that_does_not_read_holds_nobody_up_for_ever() {
    socket = host.datagramUnix(receivers.syslog());
    pump.open("app", fifo, file, Programs.with(Logs.To.SYSLOG, Logs.Prefix.NONE), ERR);
    programs.awaitExit(programs.sh(fifo, "seq 1 20000"));
    await().until(() -> pump.dropped("app") > 0);
  }

  private String receive() {
    ByteBuffer buffer = ByteBuffer.allocate(100_000);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> host.receiveDatagram(socket, buffer).isPresent());
    return StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
  }
}
