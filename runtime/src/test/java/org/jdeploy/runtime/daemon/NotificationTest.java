package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NotificationTest {
  @Test
  void all_that_sd_notify_can_say_of_a_process_is_understood() {
    Notification said =
        Notification.parse(
            """
            READY=1
            RELOADING=1
            STOPPING=1
            STATUS=Serving 12 clients
            MAINPID=4711
            EXTEND_TIMEOUT_USEC=1500000
            WATCHDOG=1
            WATCHDOG_USEC=250000
            MONOTONIC_USEC=12
            ERRNO=2
            FDSTORE=1
            BARRIER=1
            """);
    assertThat(said.ready()).isTrue();
    assertThat(said.reloading()).isTrue();
    assertThat(said.stopping()).isTrue();
    assertThat(said.status()).contains("Serving 12 clients");
    assertThat(said.mainPid()).isEqualTo(OptionalInt.of(4711));
    assertThat(said.extend()).contains(Duration.ofMillis(1500));
    assertThat(said.watchdog()).isTrue();
    assertThat(said.watchdogTrigger()).isFalse();
    assertThat(said.watchdogEvery()).contains(Duration.ofMillis(250));
    assertThat(Notification.parse("WATCHDOG=trigger").watchdogTrigger()).isTrue();
  }

  @Test
  void what_makes_no_sense_is_ignored() {
    Notification said =
        Notification.parse(
            """

            =
            READY
            READY=0
            MAINPID=-1
            MAINPID=1
            EXTEND_TIMEOUT_USEC=soon
            WATCHDOG_USEC=0
            WATCHDOG_USEC=99999999999999999999999\
            """);
    assertThat(said).isEqualTo(Notification.parse(""));
  }

  @Test
  void a_status_cannot_talk_to_a_terminal_nor_fill_it() {
    assertThat(Notification.parse("STATUS=\u001b[2Jred\u0007").status()).contains("[2Jred");
    assertThat(Notification.parse("STATUS=" + "x".repeat(4000)).status().orElseThrow())
        .hasSize(201);
  }
}
