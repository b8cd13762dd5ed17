package org.jdeploy.deployer.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over HTTP ("dumb" file serving is enough for git) and over what git takes for SSH. */
class MirrorTest {
  @TempDir Path temporary;
  private GitRepository git;
  private String first;
  private HttpServer server;
  private String url;
  private int requests;

  @BeforeEach
  void a_repository_behind_http() throws IOException {
    git = GitRepository.in(temporary.resolve("app"));
    first = git.write("app.js", "1").commit("First");
    publish();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests++;
          Path file = temporary.resolve("www" + exchange.getRequestURI().getPath());
          if (exchange.getRequestURI().getPath().startsWith("/private")) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
            exchange.sendResponseHeaders(401, -1);
          } else if (Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(200, 0);
            Files.copy(file, exchange.getResponseBody());
          } else {
            exchange.sendResponseHeaders(404, -1);
          }
          exchange.close();
        });
    server.start();
    url = "http://localhost:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void publish() {
    Path bare = temporary.resolve("www/app.git");
    if (!Files.exists(bare)) {
      GitRepository.bare(bare);
    }
    git.run("push", "-q", "--mirror", bare.toString());
    git.run("--git-dir=" + bare, "update-server-info");
  }

  private ResolvedRevision resolve(String repository, String revision) {
    return new Revisions(temporary.resolve("cache")).resolve(repository, revision, temporary);
  }

  @Test
  void keeps_a_copy_and_sees_new_commits_and_moved_branches() {
    assertThat(resolve(url + "/app.git", "main").sha()).isEqualTo(first);
    String second = git.write("app.js", "2").commit("Second");
    git.run("tag", "v2");
    publish();
    assertThat(resolve(url + "/app.git", "main").sha()).isEqualTo(second);
    assertThat(resolve(url + "/app.git", "v2").sha()).isEqualTo(second);
    git.run("reset", "-q", "--hard", first);
    git.run("tag", "-d", "v2");
    publish();
    assertThat(resolve(url + "/app.git", "main").sha()).isEqualTo(first);
    assertThatThrownBy(() -> resolve(url + "/app.git", "v2"))
        .hasMessageContaining("no revision \"v2\"");
  }

  @Test
  void asks_nobody_for_a_whole_commit_id_it_has() {
    resolve(url + "/app.git", "main");
    int before = requests;
    assertThat(resolve(url + "/app.git", first).sha()).isEqualTo(first);
    assertThat(requests).isEqualTo(before);
  }

  @Test
  void says_which_repository_is_not_there_without_its_password() {
    assertThatThrownBy(() -> resolve("http://ada:hush@localhost:" + port() + "/nope.git", "main"))
        .isInstanceOf(GitException.class)
        .hasMessageContaining("http://***@localhost:" + port() + "/nope.git")
        .hasMessageNotContaining("hush");
  }

  @Test
  void says_when_the_server_wants_credentials_that_nobody_has() {
    assertThatThrownBy(() -> resolve(url + "/private.git", "main"))
        .isInstanceOf(GitException.class)
        .hasMessageStartingWith("cannot fetch from " + url + "/private.git: ");
  }

  @Test
  void says_when_nobody_answers() {
    server.stop(0);
    assertThatThrownBy(() -> resolve(url + "/app.git", "main"))
        .isInstanceOf(GitException.class)
        .hasMessageStartingWith("cannot fetch from " + url);
  }

  @Test
  void leaves_ssh_to_the_git_of_the_system_and_passes_its_words_on() {
    assertThatThrownBy(() -> resolve("ssh://nobody@127.0.0.1:1/app.git", "main"))
        .isInstanceOf(GitException.class)
        .hasMessageStartingWith("cannot fetch from ssh://nobody@127.0.0.1:1/app.git: ")
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> resolve("-x@127.0.0.1:app.git", "main"))
        .isInstanceOf(GitException.class);
  }

  private int port() {
    return server.getAddress().getPort();
  }
}
