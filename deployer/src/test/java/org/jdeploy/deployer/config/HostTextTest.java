package org.jdeploy.deployer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostTextTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          web1,                     -,        web1,              -
          deploy@web1.example.com,  deploy,   web1.example.com,  -
          a.b@10.0.0.1:2222,        a.b,      10.0.0.1,          2222
          [::1]:22,                 -,        ::1,               22
          me@[fe80::1%eth0],        me,       fe80::1%eth0,      -
          """)
  void reads_user_host_and_port(String text, String user, String host, Integer port) {
    HostText parsed = HostText.parse(text);
    assertThat(parsed.user().orElse(null)).isEqualTo(user);
    assertThat(parsed.host()).isEqualTo(host);
    assertThat(parsed.port().isPresent() ? parsed.port().getAsInt() : null).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@a",
        "a@",
        "a:",
        "a:0",
        "a:65536",
        "::1",
        "a b",
        "-oProxyCommand=x",
        "-x@a",
        "a/b",
        "a@b@c",
        "[::1"
      })
  void refuses_everything_else(String text) {
    assertThatThrownBy(() -> HostText.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void prints_an_address_as_it_is_written() {
    assertThat(HostText.parse("u@[::1]:22").address()).isEqualTo("[::1]:22");
    assertThat(HostText.parse("u@a").address()).isEqualTo("a");
  }
}
