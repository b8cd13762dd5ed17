package org.jdeploy.deployer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static Arguments of(String line) {
    return Arguments.of(
        List.of(line.split(" ")), Set.of("init", "demo"), Set.of("--config", "--set")::contains);
  }

  @Test
  void the_first_word_is_a_stage_and_the_second_a_command() {
    Arguments arguments = of("production rollback --to x");
    assertThat(arguments.first()).contains("production");
    assertThat(arguments.second()).contains("rollback");
    assertThat(arguments.options()).containsExactly("--to", "x");
  }

  @Test
  void options_may_stand_anywhere() {
    Arguments arguments = of("--config a.json production -v --set b=c logs blogd -f");
    assertThat(arguments.first()).contains("production");
    assertThat(arguments.second()).contains("logs");
    assertThat(arguments.before()).containsExactly("--config", "a.json", "-v", "--set", "b=c");
    assertThat(arguments.after()).containsExactly("blogd", "-f");
  }

  @Test
  void a_stage_alone_has_no_command() {
    assertThat(of("production --force").second()).isEmpty();
    assertThat(of("production --config=x").options()).containsExactly("--config=x");
  }

  @Test
  void a_command_may_stand_in_the_stages_place() {
    Arguments arguments = of("--config x init more");
    assertThat(arguments.first()).contains("init");
    assertThat(arguments.second()).isEmpty();
    assertThat(arguments.options()).containsExactly("--config", "x", "more");
  }

  @Test
  void no_word_at_all_is_fine() {
    assertThat(of("--help").first()).isEmpty();
    assertThat(of("--config").options()).containsExactly("--config");
  }
}
