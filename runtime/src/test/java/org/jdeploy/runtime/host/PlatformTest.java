package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlatformTest {
  @Test
  void runs_on_both_processors_under_either_of_their_names() {
    assertThat(check("Linux", "amd64", "2.36", "6.1.0-18-amd64")).isEqualTo(Platform.X86_64);
    assertThat(check("Linux", "x86_64", "2.34", "5.14")).isEqualTo(Platform.X86_64);
    assertThat(check("Linux", "aarch64", "2.41", "7.0.0+rpt")).isEqualTo(Platform.AARCH64);
  }

  @Test
  void epoll_events_are_packed_on_x86_only() {
    assertThat(Platform.X86_64.epollEventSize).isEqualTo(12);
    assertThat(Platform.X86_64.epollDataOffset).isEqualTo(4);
    assertThat(Platform.AARCH64.epollEventSize).isEqualTo(16);
    assertThat(Platform.AARCH64.epollDataOffset).isEqualTo(8);
  }

  @Test
  void anything_else_gets_one_sentence() {
    refuses("Mac OS X", "aarch64", "2.36", "24.0")
        .hasMessage("jpm runs on Linux only, and this is Mac OS X");
    refuses("Linux", "riscv64", "2.36", "6.1")
        .hasMessage("jpm runs on x86-64 and aarch64 processors only, and this is riscv64");
    refuses("Linux", "amd64", "2.28", "6.1")
        .hasMessage("jpm needs glibc 2.34 or newer, and this is 2.28");
    refuses("Linux", "amd64", "2.36", "4.18.0-553.el8")
        .hasMessage("jpm needs Linux 5.14 or newer, and this is 4.18.0-553.el8");
    assertThatThrownBy(() -> Platform.check("Linux", "amd64", Optional.empty(), "6.1"))
        .hasMessage("jpm needs the GNU C library, and this Linux (Alpine?) has another one");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refuses(
      String os, String arch, String glibc, String kernel) {
    return assertThatThrownBy(() -> check(os, arch, glibc, kernel))
        .isInstanceOf(HostException.class);
  }

  private static Platform check(String os, String arch, String glibc, String kernel) {
    return Platform.check(os, arch, Optional.of(glibc), kernel);
  }
}
