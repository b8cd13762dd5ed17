package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SignalsTest {
  @Test
  void names_are_those_of_the_kill_command() {
    assertThat(Signals.number("HUP")).isEqualTo(1);
    assertThat(Signals.number("KILL")).isEqualTo(9);
    assertThat(Signals.number("USR2")).isEqualTo(12);
    assertThat(Signals.number("TERM")).isEqualTo(15);
    assertThat(Signals.number("SYS")).isEqualTo(31);
  }

  @Test
  void a_signal_may_be_written_in_several_ways() {
    assertThat(Signals.number("SIGINT")).isEqualTo(2);
    assertThat(Signals.number("sigquit")).isEqualTo(3);
    assertThat(Signals.number("15")).isEqualTo(15);
    assertThat(Signals.number("RTMIN+3")).isEqualTo(37);
  }

  @Test
  void every_number_has_a_name_that_leads_back() {
    for (int number = 1; number <= 64; number++) {
      assertThat(Signals.number(Signals.name(number))).isEqualTo(number);
    }
  }

  @Test
  void an_unknown_one_is_told() {
    for (String name : new String[] {"TREM", "0", "65", "", "RTMIN+x"}) {
      assertThatThrownBy(() -> Signals.number(name)).hasMessage("there is no signal " + name);
    }
  }
}
