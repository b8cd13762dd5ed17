package org.jdeploy.deployer.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuoteTest {
  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "'",
          "''",
          "\"",
          "\\",
          "\\'",
          "a'b\"c`d$e",
          "$(touch x)",
          "`touch x`",
          "${HOME}",
          "~",
          "~root",
          "-n",
          "--",
          "*",
          "?[a-z]",
          "{a,b}",
          "a=b",
          "#",
          "!",
          "!!",
          "a\nb\n",
          "\n",
          "\t",
          "\r",
          "; exit 9",
          "& exit 9",
          "| exit 9",
          "a > b < c",
          "ä€😀",
          "\u0001\u001b[31m\u007f",
          "if",
          "time",
          "%s%d\\n");

  @Test
  void leaves_plain_words_readable() {
    assertThat(Quote.sh("/srv/blogd/releases/20261124-3f2a91c"))
        .isEqualTo("/srv/blogd/releases/20261124-3f2a91c");
    assertThat(Quote.sh("it's")).isEqualTo("'it'\\''s'");
    assertThat(Quote.sh("")).isEqualTo("''");
  }

  @Test
  void refuses_what_no_shell_can_carry() {
    assertThatThrownBy(() -> Quote.sh("a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash", "bash --posix", "mksh"})
  void every_value_is_one_word_that_reads_the_same(String shell) throws Exception {
    long seed = System.nanoTime();
    List<String> values = new ArrayList<>(HOSTILE);
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      values.add(random(random));
    }
    String script =
        values.stream()
            .map(value -> "set -- " + Quote.sh(value) + "; printf '%s:%s\\0' $# \"$1\"\n")
            .collect(Collectors.joining());
    List<String> command = new ArrayList<>(List.of(shell.split(" ")));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              try (OutputStream in = process.getOutputStream()) {
                in.write(script.getBytes(UTF_8));
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    writer.join();
    assertThat(List.of(printed.split("\0", -1)))
        .as("seed %d", seed)
        .startsWith(values.stream().map(value -> "1:" + value).toArray(String[]::new))
        .hasSize(values.size() + 1);
  }

  private static String random(Random random) {
    String alphabet = "abz019 '\"\\$`!*?[]{}()<>|&;#~=%-\n\t\r^@/ä€";
    return random
        .ints(random.nextInt(24), 0, alphabet.length())
        .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
        .collect(Collectors.joining());
  }
}
