package org.jdeploy.deployer.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jdeploy.deployer.ssh.KnownHosts.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownHostsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web1                       | web1 | 22   | true
          web1                       | WEB1 | 22   | true
          Web1                       | web1 | 22   | true
          web1                       | web2 | 22   | false
          web1                       | web1 | 2222 | true
          [web1]:2222                | web1 | 2222 | true
          [web1]:2222                | web1 | 22   | false
          [web1]:2222                | web1 | 2223 | false
          web2,web1                  | web1 | 22   | true
          *                          | web1 | 2222 | true
          web?                       | web1 | 22   | true
          web?                       | web  | 22   | false
          *.example.com              | a.b.example.com | 22 | true
          *.example.com              | example.com     | 22 | false
          *.example.com,!b.example.com | b.example.com | 22 | false
          [*.example.com]:2222       | a.example.com   | 2222 | true
          ::1                        | ::1  | 22   | true
          """)
  void a_line_is_about_the_hosts_that_its_patterns_name(
      String patterns, String host, int port, boolean known) throws Exception {
    assertThat(known(patterns + " ssh-ed25519 KEY").judge(host, port, "ssh-ed25519", "KEY"))
        .isInstanceOf(known ? Verdict.Accepted.class : Verdict.Unknown.class);
  }

  @Test
  void reads_names_that_openssh_has_hashed() throws Exception {
    Path key = directory.resolve("key");
    Sshd.generateKey(key, "ed25519", "");
    String[] words = Files.readString(Path.of(key + ".pub")).split(" ");
    Path file =
        Files.writeString(
            directory.resolve("hashed"),
            "web1.example.com %1$s %2$s\n[web2]:2222 %1$s %2$s\n".formatted(words[0], words[1]));
    assertThat(
            new ProcessBuilder("ssh-keygen", "-q", "-H", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isZero();
    assertThat(Files.readString(file)).contains("|1|").doesNotContain("web1");
    KnownHosts hosts = KnownHosts.read(List.of(file));
    assertThat(hosts.judge("web1.example.com", 22, words[0], words[1]))
        .isInstanceOf(Verdict.Accepted.class);
    assertThat(hosts.judge("web2", 2222, words[0], words[1])).isInstanceOf(Verdict.Accepted.class);
    assertThat(hosts.judge("web2", 22, words[0], words[1])).isInstanceOf(Verdict.Unknown.class);
    assertThat(hosts.judge("web2", 2222, words[0], "OTHER")).isInstanceOf(Verdict.Changed.class);
  }

  @Test
  void names_the_lines_that_hold_another_key() throws Exception {
    KnownHosts hosts =
        known(
            "# comment", "", "web1 ssh-rsa RSA", "web1 ssh-ed25519 OLD", "web1 ssh-ed25519 OLDER");
    Verdict verdict = hosts.judge("web1", 22, "ssh-ed25519", "NEW");
    assertThat(((Verdict.Changed) verdict).known())
        .extracting(KnownHost::line)
        .containsExactly(4, 5);
    Verdict otherType = hosts.judge("web1", 22, "ecdsa-sha2-nistp256", "NEW");
    assertThat(((Verdict.Changed) otherType).known()).hasSize(3);
  }

  @Test
  void a_revoked_key_is_refused_whatever_else_is_said() throws Exception {
    KnownHosts hosts = known("web1 ssh-ed25519 KEY", "@revoked * ssh-ed25519 KEY");
    assertThat(hosts.judge("web1", 2222, "ssh-ed25519", "KEY")).isInstanceOf(Verdict.Revoked.class);
    assertThat(hosts.judge("web1", 22, "ssh-ed25519", "KEY")).isInstanceOf(Verdict.Revoked.class);
  }

  @Test
  void a_certificate_authority_vouches_for_no_plain_key() throws Exception {
    KnownHosts hosts = known("@cert-authority *.example.com ssh-ed25519 KEY");
    assertThat(hosts.judge("a.example.com", 22, "ssh-ed25519", "KEY"))
        .isInstanceOf(Verdict.WantsCertificate.class);
    assertThat(hosts.types("a.example.com", 22)).isEmpty();
  }

  @Test
  void asks_for_the_kinds_of_key_that_it_knows() throws Exception {
    KnownHosts hosts =
        known("[web1]:2222 ssh-rsa A", "web1 ssh-ed25519 B", "@revoked web1 ecdsa-sha2-nistp256 C");
    assertThat(hosts.types("web1", 2222)).containsExactly("ssh-rsa", "ssh-ed25519");
    assertThat(hosts.types("web1", 22)).containsExactly("ssh-ed25519");
  }

  @Test
  void a_missing_file_knows_nobody() throws Exception {
    KnownHosts hosts = KnownHosts.read(List.of(directory.resolve("none")));
    assertThat(hosts.judge("web1", 22, "ssh-ed25519", "KEY")).isInstanceOf(Verdict.Unknown.class);
  }

  private KnownHosts known(String... lines) throws Exception {
    Path file = Files.writeString(directory.resolve("known"), String.join("\n", lines) + "\n");
    return KnownHosts.read(List.of(file));
  }
}
