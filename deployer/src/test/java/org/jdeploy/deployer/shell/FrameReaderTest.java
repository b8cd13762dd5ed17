package org.jdeploy.deployer.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private static final String NONCE = "0123456789abcdef0123456789abcdef";

  @Test
  void finds_frames_however_the_stream_is_cut() {
    String stream =
        "motd\nno end"
            + frame("H 4711")
            + frame("B 1")
            + "one\n\n"
            + "\n"
            + NONCE.substring(0, 20)
            + " no frame\n"
            + "\n"
            + NONCE
            + " X 1\n"
            + "half"
            + frame("E 1 255")
            + frame("S 1");
    List<String> expected =
        List.of(
            "motd",
            "no end",
            "Hello[pid=4711]",
            "Begin[id=1]",
            "one",
            "",
            "",
            NONCE.substring(0, 20) + " no frame",
            "",
            NONCE + " X 1",
            "half",
            "End[id=1, code=255]",
            "ErrorsEnd[id=1]");
    assertThat(read(stream, List.of(stream.length()))).isEqualTo(expected);
    for (int size = 1; size < 50; size++) {
      assertThat(read(stream, List.of(size))).as("pieces of %d", size).isEqualTo(expected);
    }
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<Integer> sizes = new ArrayList<>();
      random.ints(40, 1, 60).forEach(sizes::add);
      assertThat(read(stream, sizes)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void a_line_is_there_as_soon_as_its_end_is() {
    List<String> seen = new ArrayList<>();
    FrameReader reader = reader(seen);
    feed(reader, "first\n");
    assertThat(seen).containsExactly("first");
    feed(reader, frame("E 1 0"));
    assertThat(seen).containsExactly("first", "End[id=1, code=0]");
  }

  @Test
  void cuts_overlong_lines_between_characters() {
    List<String> lines = new ArrayList<>();
    Lines cutter = new Lines(lines::add);
    byte[] bytes = ("x" + "€".repeat(30_000)).getBytes(UTF_8);
    cutter.feed(bytes, 0, bytes.length);
    cutter.end();
    assertThat(lines).hasSizeGreaterThan(1);
    assertThat(String.join("", lines)).isEqualTo("x" + "€".repeat(30_000));
  }

  @Test
  void drops_the_carriage_return_at_the_end_of_a_line() {
    List<String> lines = new ArrayList<>();
    Lines cutter = new Lines(lines::add);
    cutter.feed("a\r\nb\rc".getBytes(UTF_8), 0, 6);
    cutter.end();
    assertThat(lines).containsExactly("a", "b\rc");
  }

  @Test
  void refuses_scripts_and_payloads_that_cannot_be_carried() {
    Frames frames = new Frames(NONCE);
    assertThatThrownBy(() -> frames.run(1, "x", "a\0b", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> frames.run(1, "x", "a", 1L << 31))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Frames("short")).isInstanceOf(IllegalArgumentException.class);
  }

  private static String frame(String text) {
    return "\n" + NONCE + " " + text + "\n";
  }

  private static List<String> read(String stream, List<Integer> sizes) {
    List<String> seen = new ArrayList<>();
    FrameReader reader = reader(seen);
    byte[] bytes = stream.getBytes(UTF_8);
    int at = 0;
    for (int i = 0; at < bytes.length; i++) {
      int size = Math.min(sizes.get(i % sizes.size()), bytes.length - at);
      reader.feed(bytes, at, size);
      at += size;
    }
    reader.end();
    return seen;
  }

  private static void feed(FrameReader reader, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    reader.feed(bytes, 0, bytes.length);
  }

  private static FrameReader reader(List<String> seen) {
    Lines lines = new Lines(seen::add);
    return new FrameReader(
        NONCE,
        new FrameReader.Sink() {
          @Override
          public void output(byte[] bytes, int offset, int length) {
            lines.feed(bytes, offset, length);
          }

          @Override
          public void frame(Frame frame) {
            lines.end();
            seen.add(frame.toString());
          }
        });
  }
}
