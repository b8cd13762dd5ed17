package org.jdeploy.deployer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static final Stage STAGE =
      DeployFileTest.parse(
              """
              {"application": "a", "repository": ".", "deployTo": "/a", "stages": {"live": {"servers": [
                {"host": "u@web1.example.com", "roles": ["web", "app"]},
                {"host": "web2.example.com", "name": "two", "roles": ["web"]},
                {"host": "db.example.com", "roles": ["db"]}
              ]}}}
              """)
          .stage("live", Overrides.NONE);

  private static List<String> select(List<String> hosts, List<String> roles) {
    return STAGE.select(new Filter(hosts, roles)).stream().map(Server::name).toList();
  }

  @Test
  void selects_by_globs_over_names_addresses_and_roles() {
    assertThat(STAGE.select(Filter.NONE)).isEqualTo(STAGE.servers());
    assertThat(select(List.of("web*"), List.of())).containsExactly("web1.example.com", "two");
    assertThat(select(List.of("two", "db*"), List.of())).containsExactly("two", "db.example.com");
    assertThat(select(List.of(), List.of("web"))).containsExactly("web1.example.com", "two");
    assertThat(select(List.of("*"), List.of("a?p", "db")))
        .containsExactly("web1.example.com", "db.example.com");
  }

  @Test
  void refuses_a_glob_that_matches_nothing_and_lists_what_there_is() {
    assertThatThrownBy(() -> select(List.of("web3*"), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--hosts web3*: matches nothing in stage live; there are web1.example.com, two,"
                + " db.example.com");
    assertThatThrownBy(() -> select(List.of(), List.of("web", "dbs")))
        .hasMessage("--roles dbs: matches nothing in stage live; there are app, db, web");
    assertThatThrownBy(() -> select(List.of("two"), List.of("db")))
        .hasMessage(
            "--hosts and --roles: no server of stage live passes both; there are"
                + " web1.example.com (app, web), two (web), db.example.com (db)");
  }

  @Test
  void shares_are_rounded_up() {
    assertThat(new Amount(25, true).of(3)).isEqualTo(1);
    assertThat(new Amount(50, true).of(3)).isEqualTo(2);
    assertThat(new Amount(5, false).of(3)).isEqualTo(3);
    assertThat(Amount.ALL.of(3)).isEqualTo(3);
  }

  @Test
  void goes_on_without_servers_as_far_as_the_policy_allows() {
    assertThat(new Rollout.OnUnreachable.Abort().goesOn(0, 3)).isTrue();
    assertThat(new Rollout.OnUnreachable.Abort().goesOn(1, 3)).isFalse();
    assertThat(new Rollout.OnUnreachable.Skip().goesOn(2, 3)).isTrue();
    assertThat(new Rollout.OnUnreachable.Skip().goesOn(3, 3)).isFalse();
    assertThat(new Rollout.OnUnreachable.UpTo(10).goesOn(1, 10)).isTrue();
    assertThat(new Rollout.OnUnreachable.UpTo(10).goesOn(1, 9)).isFalse();
    assertThat(new Rollout.OnUnreachable.UpTo(100).goesOn(3, 3)).isFalse();
  }
}
