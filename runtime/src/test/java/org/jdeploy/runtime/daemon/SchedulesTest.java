package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.daemon.Schedules.Verb;
import org.jdeploy.runtime.program.ProgramFile;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.ProgramView;
import org.junit.jupiter.api.Test;

class SchedulesTest {
  private Instant now = Instant.parse("2026-11-24T10:07:30Z");
  private final Schedules schedules = new Schedules(() -> now);

  private static ProgramView program(String name, String schedule) {
    ProgramSpec spec =
        ProgramFile.parse(
                "{\"programs\": {\""
                    + name
                    + "\": {\"command\": \"true\", \"directory\": \"/\", \"schedule\": {"
                    + schedule
                    + ", \"timezone\": \"UTC\"}}}}",
                "p.json",
                Path.of("/etc"))
            .getFirst();
    return new ProgramView(spec, 1, false, List.of());
  }

  private void at(String time) {
    now = Instant.parse(time);
  }

  @Test
  void happens_once_when_its_time_has_come_and_again_the_next_time() {
    schedules.update(List.of(program("job", "\"start\": \"*/15 * * * *\"")));
    assertThat(schedules.next()).contains(Instant.parse("2026-11-24T10:15:00Z"));
    assertThat(schedules.due()).isEmpty();
    at("2026-11-24T10:15:00Z");
    assertThat(schedules.due()).containsExactly(new Schedules.Key("job", Verb.START));
    assertThat(schedules.due()).isEmpty();
    assertThat(schedules.next()).contains(Instant.parse("2026-11-24T10:30:00Z"));
  }

  @Test
  void an_update_keeps_what_is_unchanged_takes_what_is_new_and_drops_what_is_gone() {
    ProgramView job = program("job", "\"start\": \"15 * * * *\"");
    schedules.update(List.of(job, program("web", "\"reload\": \"10 10 * * *\"")));
    at("2026-11-24T10:20:00Z");
    schedules.update(List.of(job, program("web", "\"restart\": \"0 4 * * *\"")));
    assertThat(schedules.due()).containsExactly(new Schedules.Key("job", Verb.START));
    assertThat(schedules.next("web", Verb.RELOAD)).isEmpty();
    assertThat(schedules.next("web", Verb.RESTART)).contains(Instant.parse("2026-11-25T04:00:00Z"));
    schedules.update(List.of());
    assertThat(schedules.next()).isEqualTo(Optional.empty());
  }

  @Test
  void what_passed_while_the_machine_slept_is_made_up_for_once() {
    schedules.update(List.of(program("job", "\"start\": \"* * * * *\"")));
    at("2026-11-26T03:00:30Z");
    assertThat(schedules.due()).hasSize(1);
    assertThat(schedules.due()).isEmpty();
    assertThat(schedules.next()).contains(Instant.parse("2026-11-26T03:01:00Z"));
  }

  @Test
  void a_clock_that_is_corrected_makes_nothing_happen_twice() {
    schedules.update(List.of(program("job", "\"start\": \"0 * * * *\"")));
    at("2026-11-24T11:00:00Z");
    assertThat(schedules.due()).hasSize(1);
    at("2026-11-24T10:59:50Z");
    assertThat(schedules.due()).isEmpty();
    assertThat(schedules.next()).contains(Instant.parse("2026-11-24T12:00:00Z"));
  }

  @Test
  void a_clock_that_was_wrong_by_a_day_is_followed() {
    schedules.update(List.of(program("job", "\"start\": \"0 * * * *\"")));
    now = now.minus(Duration.ofDays(1));
    assertThat(schedules.due()).isEmpty();
    assertThat(schedules.next()).contains(Instant.parse("2026-11-23T11:00:00Z"));
  }
}
