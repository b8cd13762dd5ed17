package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jdeploy.runtime.client.InstanceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files that a program wants watched, and jpmd's own socket. */
class WatchTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  @Test
  void a_changed_file_reloads_the_program_unless_it_is_ignored_or_the_program_stopped()
      throws IOException {
    Files.createDirectory(home.work().resolve("lib"));
    home.script("app.sh", "echo up; [ -f lib/sub/bad ] && exit 1; exec sleep 1000\n");
    home.programs(
        """
        {"programs": {"app": {"command": "./app.sh", "directory": "@DIR", "startSeconds": 0.1,
          "startRetries": 0, "watch": ["lib"], "watchIgnore": ["**/*.tmp"], "watchDelay": "200ms"}}}
        """);
    home.jpm("apply", home.work().resolve("programs.json").toString()).succeeds();
    int first = home.pids("app").getFirst();
    home.write("lib/x.tmp", "1");
    home.write("other.js", "1");
    for (int i = 0; i < 20; i++) {
      home.write("lib/a.js", "change " + i);
    }
    await().until(() -> home.pids("app").getFirst() != first && up());
    assertThat(home.log("app.out.log").lines()).as("many changes, one reload").hasSize(2);
    assertThat(home.jpm("events").out()).contains("app reload app, asked by watch");

    // in a directory that was not there before; and what has given up is tried again
    Files.createDirectories(home.work().resolve("lib/sub"));
    home.write("lib/sub/bad", "");
    await().until(() -> state().equals("FATAL"));
    Files.delete(home.work().resolve("lib/sub/bad"));
    await().until(this::up);

    home.jpm("stop", "app").succeeds();
    home.write("lib/a.js", "new");
    // the marker is written later than the change: once it is through, so is that
    home.script("marker.sh", "exec sleep 1000\n");
    Files.createDirectory(home.work().resolve("m"));
    home.write(
        "marker.json",
        """
        {"programs": {"marker": {"command": "./marker.sh", "directory": "%s", "startSeconds": 0.1,
          "watch": ["m"], "watchDelay": "400ms"}}}
        """
            .formatted(home.work()));
    home.jpm("apply", home.work().resolve("marker.json").toString()).succeeds();
    int marker = home.pids("marker").getFirst();
    home.write("m/x", "");
    await().until(() -> home.pids("marker").getFirst() != marker);
    assertThat(state()).isEqualTo("STOPPED");
  }

  private boolean up() {
    return state().equals("RUNNING");
  }

  private String state() {
    List<InstanceStatus> rows = home.status("app");
    return rows.getFirst().state();
  }

  @Test
  void a_deleted_socket_and_even_its_directory_come_back() throws IOException {
    home.jpm("daemon").succeeds();
    long pid = home.daemonPid();
    Path socket = home.home().socket();
    Files.delete(socket);
    await().until(() -> Files.exists(socket));
    assertThat(home.daemonPid()).isEqualTo(pid);
    Files.delete(home.home().lock());
    Files.delete(home.home().fifos());
    Files.delete(socket);
    try {
      Files.delete(home.home().run());
    } catch (java.nio.file.DirectoryNotEmptyException e) {
      Files.deleteIfExists(socket); // it was back already
      Files.delete(home.home().run());
    }
    await()
        .untilAsserted(() ->
            assertThat(home.jpm("ping").code())
                .as(Files.readString(home.home().daemonLog()))
                .isZero());
    assertThat(home.daemonPid()).isEqualTo(pid);
  }
}
