package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jdeploy.runtime.program.ProgramFile;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.OperationId;
import org.jdeploy.runtime.supervise.Supervisor;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private final Targets targets = targets();

  private static Targets targets() {
    Supervisor supervisor = new Supervisor(0);
    List<ProgramSpec> specs =
        ProgramFile.parse(
            """
            {"programs": {
              "api": {"command": "sleep 1"},
              "web": {"command": "sleep 1", "instances": 2},
              "jobs_00": {"command": "sleep 1", "group": "jobs"},
              "mail": {"command": "sleep 1", "group": "jobs"},
              "web:admin": {"command": "sleep 1"}}}
            """
                .replace("web:admin", "web-admin"),
            "p.json",
            Path.of("/tmp"));
    for (ProgramSpec spec : specs) {
      supervisor.on(new Event.Apply(new OperationId(1), spec, false), Instant.EPOCH);
    }
    return new Targets(supervisor.programs());
  }

  private List<String> resolve(String... words) {
    return targets.resolve(List.of(words)).stream().map(Object::toString).toList();
  }

  @Test
  void words_name_programs_instances_patterns_and_all() {
    assertThat(resolve("web")).containsExactly("web");
    assertThat(resolve("web:1")).containsExactly("web:1");
    assertThat(resolve("web:*")).containsExactly("web");
    assertThat(resolve("/^web/")).containsExactly("web", "web-admin");
    assertThat(resolve("all")).containsExactly("api", "jobs_00", "mail", "web", "web-admin");
    assertThat(resolve("web", "all")).containsExactly("web", "api", "jobs_00", "mail", "web-admin");
  }

  @Test
  void a_group_and_its_programs_are_named_as_supervisor_names_them() {
    assertThat(resolve("jobs:*")).containsExactly("jobs_00", "mail");
    assertThat(resolve("jobs:mail")).containsExactly("mail");
    assertThat(resolve("jobs:00", "jobs:jobs_00")).containsExactly("jobs_00");
    assertThatThrownBy(() -> resolve("jobs")).hasMessage("\"jobs\" is a group: say \"jobs:*\"");
    assertThatThrownBy(() -> resolve("jobs:api")).hasMessageContaining("no program \"jobs:api\"");
  }

  @Test
  void a_word_that_names_nothing_is_answered_with_what_there_is() {
    assertThatThrownBy(() -> resolve("wep"))
        .hasMessage("there is no program \"wep\", there are: api, jobs_00, mail, web, web-admin");
    assertThatThrownBy(() -> resolve("web:7")).hasMessage("web has no instance 7, it has 0 to 1");
    assertThatThrownBy(() -> resolve("/x{/")).hasMessageContaining("is no pattern");
    assertThatThrownBy(() -> resolve("/zzz/")).hasMessage("no program matches /zzz/");
  }
}
