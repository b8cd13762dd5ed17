package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.host.User;
import org.jdeploy.runtime.host.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is not root cannot give files away: then the owners are played by the root's own files. */
class EnvironmentFileTest {
  private static final User APP = new User("app", 4711, 4711, List.of(4711), "/");
  private static final User OTHER = new User("other", 4712, 4712, List.of(4712), "/");

  @TempDir Path directory;

  @Test
  void a_file_and_a_link_of_ours_are_read() throws IOException {
    Path file = Files.writeString(directory.resolve("env"), "A=1\n");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("env"));
    Path folder = Files.createSymbolicLink(directory.resolve("folder"), directory);
    for (Path path : List.of(file, link, folder.resolve("link"))) {
      assertThat(EnvironmentFile.read(path, Optional.empty())).isEqualTo(Map.of("A", "1"));
    }
  }

  @Test
  void what_is_no_file_is_told() {
    assertThatThrownBy(() -> EnvironmentFile.read(directory.resolve("gone"), Optional.empty()))
        .hasMessage("environment file " + directory + "/gone does not exist");
    assertThatThrownBy(() -> EnvironmentFile.read(directory, Optional.empty()))
        .hasMessage("environment file " + directory + " is no file");
  }

  @Test
  void a_file_in_another_encoding_is_told() throws IOException {
    Path file = Files.write(directory.resolve("env"), new byte[] {'A', '=', (byte) 0xe9});
    assertThatThrownBy(() -> EnvironmentFile.read(file, Optional.empty()))
        .hasMessage("environment file " + file + " is not in UTF-8");
  }

  @Test
  void a_file_of_somebody_else_is_refused_and_the_programs_own_is_read() throws IOException {
    if (!Users.isRoot()) {
      assertThat(Files.getAttribute(Path.of("/etc/passwd"), "unix:uid")).isEqualTo(0);
      return; // files of strangers cannot be made
    }
    Path file = Files.writeString(directory.resolve("env"), "A=1\n");
    Files.setAttribute(file, "unix:uid", APP.uid());
    assertThat(EnvironmentFile.read(file, Optional.of(APP))).isEqualTo(Map.of("A", "1"));
    assertThatThrownBy(() -> EnvironmentFile.read(file, Optional.of(OTHER)))
        .hasMessage(
            "environment file "
                + file
                + " belongs to 4711, who could change what the program gets: it must belong to"
                + " root or 4712");
    assertThatThrownBy(() -> EnvironmentFile.read(file, Optional.empty()))
        .hasMessageEndingWith("it must belong to root");
  }

  @Test
  void a_link_of_the_program_to_a_file_of_root_is_refused() throws IOException {
    if (!Users.isRoot()) {
      assertThat(Users.own()).isNotZero();
      return; // a jpmd that is not root reads nothing that its user could not
    }
    Path secret = Files.writeString(directory.resolve("shadow"), "root=secret\n");
    Path link = Files.createSymbolicLink(directory.resolve("env"), secret);
    Files.setAttribute(link, "unix:uid", APP.uid(), LinkOption.NOFOLLOW_LINKS);
    assertThatThrownBy(() -> EnvironmentFile.read(link, Optional.of(APP)))
        .hasMessage(
            "environment file "
                + link
                + " is reached by "
                + link
                + ", a link of 4711 to a file of root: name the file itself")
        .hasMessageNotContaining("secret");
    Files.setAttribute(secret, "unix:uid", APP.uid());
    assertThat(EnvironmentFile.read(link, Optional.of(APP))).containsEntry("root", "secret");
  }
}
