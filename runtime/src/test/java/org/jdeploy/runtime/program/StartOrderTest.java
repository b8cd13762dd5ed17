package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartOrderTest {
  private static List<ProgramSpec> programs(String text) {
    return ProgramFile.parse("{\"programs\": {" + text + "}}", "f.json", Path.of("/srv"), 8);
  }

  private static String program(String name, String order) {
    return "\""
        + name
        + "\": {\"command\": \"./run\""
        + (order.isEmpty() ? "" : ", " + order)
        + "}";
  }

  private static List<String> problems(List<ProgramSpec> specs, List<ProgramSpec> others) {
    return StartOrder.problems(specs, others).stream().map(StartOrder.Problem::toString).toList();
  }

  @Test
  void names_that_mean_nothing_are_told_with_a_suggestion() {
    List<ProgramSpec> specs =
        programs(
            program("redis", "")
                + ","
                + program("web", "\"requires\": [\"redus\"], \"after\": [\"mailer\"]"));
    assertThat(problems(specs, List.of()))
        .containsExactly(
            "web: requires \"redus\", which is not defined; did you mean \"redis\"?",
            "web: is to start after \"mailer\", which is not defined");
  }

  @Test
  void programs_that_are_known_already_count() {
    List<ProgramSpec> web = programs(program("web", "\"requires\": [\"redis\"]"));
    assertThat(problems(web, programs(program("redis", "")))).isEmpty();
  }

  @Test
  void a_circle_is_told_once_with_its_way() {
    List<ProgramSpec> specs =
        programs(
            program("a", "\"requires\": [\"x\", \"b\"]")
                + ","
                + program("b", "\"after\": [\"c\"]")
                + ","
                + program("c", "\"requires\": [\"a\"]")
                + ","
                + program("x", ""));
    assertThat(problems(specs, List.of()))
        .containsExactly("a: would have to start before itself: a → b → c → a (requires, after)");
  }

  @Test
  void a_circle_through_programs_that_stay_as_they_are_is_found() {
    List<ProgramSpec> redis = programs(program("redis", "\"requires\": [\"web\"]"));
    List<ProgramSpec> others = programs(program("web", "\"requires\": [\"redis\"]"));
    assertThat(StartOrder.circle(redis.getFirst(), others))
        .contains("would have to start before itself: redis → web → redis (requires, after)");
  }

  @Test
  void sorted_is_what_others_need_first_then_by_priority_then_by_name() {
    List<ProgramSpec> specs =
        programs(
            program("api", "\"requires\": [\"redis\"], \"priority\": 1")
                + ","
                + program("zoo", "\"priority\": 5")
                + ","
                + program("redis", "")
                + ","
                + program("bee", ""));
    assertThat(StartOrder.sorted(specs))
        .extracting(ProgramSpec::name)
        .containsExactly("redis", "api", "zoo", "bee");
  }
}
