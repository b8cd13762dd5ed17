package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jdeploy.runtime.client.InstanceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Programs that need each other, behind a real daemon. */
class OrderedProgramsTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private TestHome.Result apply(String programs) {
    home.programs("{\"programs\": {" + programs + "}}");
    return home.jpm("apply", home.work().resolve("programs.json").toString());
  }

  private static String sleeper(String name, String more) {
    return "\""
        + name
        + "\": {\"command\": \"sleep 1000\", \"directory\": \"@DIR\", \"startSeconds\": 0.1"
        + more
        + "}";
  }

  @Test
  void what_is_required_comes_first_and_goes_last() {
    apply(
            sleeper("api", ", \"requires\": [\"store\"], \"group\": \"site\"")
                + ","
                + sleeper("store", "")
                + ", \"once\": {\"command\": \"true\", \"autorestart\": false}")
        .succeeds();
    assertThat(home.jpm("status").code()).isZero();
    assertThat(home.status("once").getFirst().state()).isEqualTo("EXITED");
    assertThat(home.status("site:*")).extracting(InstanceStatus::group).containsExactly("site");

    String stopped = home.jpm("stop", "store").succeeds().out();
    assertThat(stopped)
        .contains("stopped after SIGTERM, 0.")
        .contains("api, which requires it, was stopped first");
    assertThat(home.status("api", "store"))
        .extracting(InstanceStatus::state)
        .containsOnly("STOPPED");
    assertThat(home.jpm("events").out()).contains("api:0 STOPPED: stopped after SIGTERM");

    assertThat(home.jpm("start", "api").succeeds().out())
        .contains("started 1 instance; store with it, as it requires");
    assertThat(home.status("store").getFirst().state()).isEqualTo("RUNNING");

    TestHome.Result broken = apply(sleeper("api", ", \"requires\": [\"stole\"]"));
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err())
        .contains("api: requires \"stole\", which is not defined; did you mean \"store\"?");
    TestHome.Result circle = apply(sleeper("store", ", \"after\": [\"api\"]"));
    assertThat(circle.code()).isEqualTo(2);
    assertThat(circle.err())
        .contains("store: would have to start before itself: store → api → store");
    assertThat(home.status()).extracting(InstanceStatus::ok).containsOnly(true);
  }

  @Test
  void a_circle_is_refused_before_anything_runs() {
    home.programs(
        "{\"programs\": {"
            + sleeper("api", ", \"requires\": [\"store\"]")
            + ","
            + sleeper("store", ", \"requires\": [\"api\", \"mail\"]")
            + "}}");
    TestHome.Result check = home.jpm("check", home.work().resolve("programs.json").toString());
    assertThat(check.code()).isEqualTo(2);
    assertThat(check.err().lines().toList())
        .isEqualTo(
            List.of(
                "jpm: api: would have to start before itself: api → store → api (requires, after)",
                "jpm: warning: store: requires \"mail\", which is not defined here (jpm apply"
                    + " refuses it when jpmd does not know it either)"));
  }
}
