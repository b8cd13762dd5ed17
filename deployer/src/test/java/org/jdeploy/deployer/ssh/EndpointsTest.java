package org.jdeploy.deployer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdeploy.deployer.config.SshOptions;
import org.jdeploy.deployer.config.SshTarget;
import org.jdeploy.deployer.ssh.ConnectFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who decides what about a login: with OpenSSH's ssh on the PATH and, where it says so, without.
 */
class EndpointsTest {
  private static final boolean WITH_OPENSSH = true;

  @TempDir private Path home;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_host_string_goes_before_deploy_json_and_that_before_ssh_config(boolean openSsh)
      throws Exception {
    String config =
        """
        Host web1
          HostName web1.internal
          User from-config
          Port 2022
          IdentityFile ~/.ssh/config_key
        """;
    Endpoint bare = resolve(openSsh, config, target("web1"));
    assertThat(bare.where()).isEqualTo("from-config@web1.internal:2022");
    assertThat(bare.identities()).anyMatch(file -> file.endsWith(".ssh/config_key"));
    Endpoint deployJson = resolve(openSsh, config, withUser(target("web1"), "from-json"));
    assertThat(deployJson.where()).isEqualTo("from-json@web1.internal:2022");
    SshTarget full =
        new SshTarget(
            Optional.of("from-host"),
            "web1",
            OptionalInt.of(22),
            withUser(target("web1"), "from-json").options());
    assertThat(resolve(openSsh, config, full).where()).isEqualTo("from-host@web1.internal");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void without_a_word_anywhere_it_is_the_local_user_and_the_usual_files(boolean openSsh)
      throws Exception {
    Endpoint endpoint = resolve(openSsh, "", target("web1.example.com"));
    assertThat(endpoint.where()).isEqualTo(System.getProperty("user.name") + "@web1.example.com");
    assertThat(endpoint.identities()).contains(home.resolve(".ssh/id_ed25519"));
    assertThat(endpoint.agent()).isEmpty();
    assertThat(endpoint.via()).isEmpty();
  }

  @Test
  void each_hop_is_reached_through_the_one_before_it() throws Exception {
    String config =
        """
        Host inner
          HostName 10.0.0.2
          User carol
        Host web1
          ProxyJump bob@outer:2200,inner
        """;
    Endpoint endpoint = resolve(WITH_OPENSSH, config, target("web1"));
    Endpoint inner = endpoint.via().orElseThrow();
    assertThat(inner.where()).isEqualTo("carol@10.0.0.2");
    Endpoint outer = inner.via().orElseThrow();
    assertThat(outer.where()).isEqualTo("bob@outer:2200");
    assertThat(outer.via()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_pattern_that_covers_the_jump_host_as_well_is_refused_as_openssh_does(boolean openSsh) {
    ConnectFailure failure = failure(openSsh, "Host *\n  ProxyJump bastion\n", target("web1"));
    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure)
        .hasMessageContaining(
            openSsh ? "jumphost loop via bastion" : "bastion: ProxyJump goes round in a circle");
  }

  @Test
  void jump_hosts_in_a_circle_are_refused() {
    String config = "Host a\n  ProxyJump b\nHost b\n  ProxyJump a\nHost web1\n  ProxyJump a\n";
    ConnectFailure failure = failure(WITH_OPENSSH, config, target("web1"));
    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure).hasMessageContaining("ProxyJump goes round in a circle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Match all", "Include other", "  include=other"})
  void without_openssh_match_and_include_are_refused_with_their_line(String line) {
    ConnectFailure failure = failure(!WITH_OPENSSH, "# first\n" + line + "\n", target("web1"));
    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure)
        .hasMessageContaining(home.resolve("config") + ":2: " + line.strip())
        .hasMessageContaining("install the OpenSSH client");
  }

  @Test
  void a_proxy_command_is_refused() {
    ConnectFailure failure =
        failure(WITH_OPENSSH, "Host web1\n  ProxyCommand nc %h %p\n", target("web1"));
    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure).hasMessageContaining("use ProxyJump");
  }

  @Test
  void an_error_in_ssh_config_is_told_with_its_line() {
    ConnectFailure failure = failure(WITH_OPENSSH, "Host web1\n  Prot 22\n", target("web1"));
    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure).hasMessageContaining("line 2").hasMessageContaining("prot");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-oProxyCommand=touch x", "a b", "$(touch x)", "a;b", ""})
  void what_is_no_host_name_reaches_no_command_line(String host) {
    ConnectFailure failure = failure(WITH_OPENSSH, "", target(host));
    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure).hasMessageContaining("is no host name");
  }

  @Test
  void an_identity_file_of_deploy_json_has_to_exist() {
    SshTarget plain = target("web1");
    SshOptions options = plain.options();
    SshTarget named =
        new SshTarget(
            plain.user(),
            plain.host(),
            plain.port(),
            new SshOptions(
                options.user(),
                Optional.of(home.resolve("missing")),
                options.knownHosts(),
                options.configFile(),
                options.connectTimeout(),
                options.keepAlive(),
                options.keepAliveCount()));
    ConnectFailure failure = failure(WITH_OPENSSH, "", named);
    assertThat(failure)
        .hasMessage("ssh.identityFile " + home.resolve("missing") + " does not exist");
  }

  private Endpoint resolve(boolean openSsh, String config, SshTarget target) throws Exception {
    Files.writeString(home.resolve("config"), config);
    String path = openSsh ? System.getenv("PATH") : home.toString();
    return new Endpoints(Map.of("PATH", path, "HOME", home.toString())).resolve(target);
  }

  private ConnectFailure failure(boolean openSsh, String config, SshTarget target) {
    return catchThrowableOfType(ConnectFailure.class, () -> resolve(openSsh, config, target));
  }

  private SshTarget target(String host) {
    return new SshTarget(
        Optional.empty(),
        host,
        OptionalInt.empty(),
        new SshOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(home.resolve("config")),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            4));
  }

  private static SshTarget withUser(SshTarget target, String user) {
    SshOptions options = target.options();
    return new SshTarget(
        target.user(),
        target.host(),
        target.port(),
        new SshOptions(
            Optional.of(user),
            options.identityFile(),
            options.knownHosts(),
            options.configFile(),
            options.connectTimeout(),
            options.keepAlive(),
            options.keepAliveCount()));
  }
}
