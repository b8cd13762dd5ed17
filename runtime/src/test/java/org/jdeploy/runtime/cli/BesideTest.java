package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What jpmd does beside a program it does as the program's user: {@code daemon} where the tests are
 * run by root, else whoever runs them.
 */
class BesideTest {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  private static final String USER = ROOT ? "daemon" : System.getProperty("user.name");
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  @Test
  void hooks_checks_sockets_and_messages_are_those_of_the_program_s_user() throws IOException {
    Files.setPosixFilePermissions(home.work(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Path own = Files.createDirectory(home.work().resolve("own"));
    if (ROOT) {
      Files.setOwner(
          own,
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(USER));
    }
    home.write(
        "app.py",
        """
        import os, socket, time
        socket.socket(fileno=3)
        out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        out.sendto(b'READY=1', os.environ['NOTIFY_SOCKET'])
        count = 0
        while True:
            count += 1
            try:
                out.sendto(b'STATUS=count %d' % count, os.environ['NOTIFY_SOCKET'])
            except OSError:
                pass
            time.sleep(0.05)
        """);
    Path file =
        home.programs(
            """
            {"programs": {"app": {"command": "/usr/bin/python3 app.py", "directory": "@DIR", "user": "%s",
              "ready": {"on": "notify"}, "startRetries": 0, "listen": [{"path": "own/app.sock"}],
              "hooks": {"preStart": "id -un > /dev/stdout", "postStart": "id -un > own/hook"},
              "health": {"exec": "id -un > own/check", "every": "50ms", "timeout": "20s"}}}}
            """
                .formatted(USER));
    home.jpm("apply", file.toString()).succeeds();
    await().until(() -> home.log("app.out.log").equals(USER + "\n"));
    await().until(() -> Files.exists(own.resolve("hook")) && Files.exists(own.resolve("check")));
    assertThat(Files.getOwner(own.resolve("hook")).getName()).isEqualTo(USER);
    assertThat(Files.getOwner(own.resolve("check")).getName()).isEqualTo(USER);
    assertThat(Files.getOwner(own.resolve("app.sock")).getName()).isEqualTo(USER);
    home.killDaemon();
    home.jpm("daemon").succeeds();
    String before = home.status("app").getFirst().description();
    await().until(() -> !home.status("app").getFirst().description().equals(before));
    assertThat(home.status("app").getFirst().description()).startsWith("taken over; count ");
  }
}
