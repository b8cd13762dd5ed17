package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutablesTest {
  @TempDir Path directory;

  @Test
  void the_first_directory_that_has_it_wins() throws IOException {
    Path second = executable("b/tool");
    executable("c/tool");
    String path = directory + "/a:" + directory + "/b:" + directory + "/c";
    assertThat(Executables.find("tool", path, directory)).isEqualTo(second);
  }

  @Test
  void what_is_not_executable_is_passed_over() throws IOException {
    Path plain = Files.createFile(Files.createDirectories(directory.resolve("a")).resolve("tool"));
    Path second = executable("b/tool");
    String both = directory + "/a:" + directory + "/b";
    assertThat(Executables.find("tool", both, directory)).isEqualTo(second);
    assertThatThrownBy(() -> Executables.find("tool", directory + "/a", directory))
        .isInstanceOf(SpawnException.class)
        .hasMessage(plain + " is not executable (chmod +x " + plain + ")");
  }

  @Test
  void relative_and_empty_entries_are_below_the_directory() throws IOException {
    Path local = executable("node_modules/.bin/tool");
    Path here = executable("other");
    assertThat(Executables.find("tool", "node_modules/.bin:/bin", directory)).isEqualTo(local);
    assertThat(Executables.find("other", "/nowhere:", directory)).isEqualTo(here);
  }

  @Test
  void a_name_with_a_slash_is_a_file_and_not_looked_up() {
    assertThat(Executables.find("./server", "/bin", directory))
        .isEqualTo(directory.resolve("./server"));
    assertThat(Executables.find("/opt/server", "/bin", directory))
        .isEqualTo(Path.of("/opt/server"));
  }

  @Test
  void a_directory_of_that_name_is_no_program() throws IOException {
    Files.createDirectories(directory.resolve("a/tool"));
    assertThatThrownBy(() -> Executables.find("tool", directory + "/a", directory))
        .hasMessage("there is no program tool in the program's PATH (" + directory + "/a)");
  }

  @Test
  void an_empty_command_is_told() {
    assertThatThrownBy(() -> Executables.find("", "/bin", directory))
        .isInstanceOf(SpawnException.class)
        .hasMessage("the command is empty");
  }

  private Path executable(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
