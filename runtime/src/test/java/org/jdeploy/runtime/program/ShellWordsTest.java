package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
  @Test
  void splits_as_a_shell_does() throws Exception {
    assertThat(ShellWords.split("  node   app.js\t--x\n")).containsExactly("node", "app.js", "--x");
    assertThat(ShellWords.split("a'b c'\"d e\"f")).containsExactly("ab cd ef");
    assertThat(ShellWords.split("'' \"\"")).containsExactly("", "");
    assertThat(ShellWords.split("a\\ b \\' 'a\\b' \"a\\b\" \"\\\"\\$\\\\\""))
        .containsExactly("a b", "'", "a\\b", "a\\b", "\"$\\");
    assertThat(ShellWords.split("echo $HOME *.js ~")).containsExactly("echo", "$HOME", "*.js", "~");
    assertThat(ShellWords.split("a\\\nb \"c\\\nd\"")).containsExactly("ab", "cd");
  }

  @Test
  void says_where_a_quote_opens_that_never_closes() {
    assertThatThrownBy(() -> ShellWords.split("echo 'x"))
        .isInstanceOfSatisfying(
            ShellWords.Unbalanced.class, e -> assertThat(e.position()).isEqualTo(5));
    assertThatThrownBy(() -> ShellWords.split("a \"b")).hasMessageContaining("double quote");
    assertThatThrownBy(() -> ShellWords.split("a \\")).hasMessageContaining("backslash");
  }

  @Test
  void agrees_with_sh_on_random_words() throws Exception {
    long seed = 20_261_124;
    Random random = new Random(seed);
    StringBuilder script = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    String alphabet = "ab'\"\\ \t-.";
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(10);
      for (int k = 0; k < length; k++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        List<String> words = ShellWords.split(text.toString());
        script.append("show ").append(text).append('\n');
        words.forEach(word -> expected.append('<').append(word).append('>'));
        expected.append('\n');
      } catch (ShellWords.Unbalanced _) {
        // sh would read on into the next line
      }
    }
    Process sh =
        new ProcessBuilder(
                "sh", "-c", "show() { for w; do printf '<%s>' \"$w\"; done; echo; }\n" + script)
            .redirectErrorStream(true)
            .start();
    String printed = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(printed).as("seed %d", seed).isEqualTo(expected.toString());
  }
}
