package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdeploy.runtime.supervise.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Counts the descriptors of this JVM: nobody else may open some meanwhile. */
@Isolated
class SpawnTest {
  private final LinuxHost host = new LinuxHost();
  @TempDir Path directory;

  @Test
  void an_exit_code_is_seen() {
    try (Child child = Child.sh(host, "exit 42")) {
      assertThat(child.awaitExit()).isEqualTo(new Exit.Code(42));
    }
  }

  @Test
  void a_deadly_signal_is_seen_by_name() {
    try (Child child = Child.sh(host, "kill -USR2 $$; sleep 60")) {
      assertThat(child.awaitExit()).isEqualTo(new Exit.Killed("USR2"));
    }
  }

  @Test
  void a_running_process_has_no_exit_and_a_signal_ends_it() {
    try (Child child = Child.sh(host, "echo up; exec sleep 60")) {
      assertThat(child.line()).isEqualTo("up");
      assertThat(host.exitOf(child.pidfd())).isEmpty();
      host.signal(child.pidfd(), "TERM");
      assertThat(child.awaitExit()).isEqualTo(new Exit.Killed("TERM"));
    }
  }

  @Test
  void no_zombie_stays_behind() {
    try (Child child = Child.sh(host, "exit 0")) {
      child.awaitExit();
      assertThat(Proc.stat(child.pid())).isEmpty();
    }
  }

  @Test
  void the_child_has_the_intended_descriptors_and_no_others() {
    int[] pair = host.socketPair();
    int leaky = LeakyDescriptor.open();
    try (Child child = Child.sh(host, "exec ls -l /proc/self/fd", pair[0], pair[1])) {
      String output = child.output();
      List<String> open =
          output
              .lines()
              .filter(line -> line.contains("->"))
              .map(line -> line.replaceAll(".*?(\\d+) -> ([a-z/]+).*", "$1 $2"))
              .toList();
      // 5 is what ls itself opens to list them
      assertThat(open)
          .containsExactly("0 /dev/null", "1 pipe", "2 pipe", "3 socket", "4 socket", "5 /proc/");
    } finally {
      host.close(pair[0]);
      host.close(pair[1]);
      host.close(leaky);
    }
  }

  @Test
  void descriptors_may_be_given_in_any_order_even_if_they_sit_on_each_others_targets() {
    int[] first = host.socketPair();
    int[] second = host.socketPair();
    long firstInode = host.socketInode(first[0]);
    long secondInode = host.socketInode(second[0]);
    String script = "readlink /proc/self/fd/3 /proc/self/fd/4 /proc/self/fd/5";
    try (Child child = Child.sh(host, script, second[0], first[0], second[0])) {
      assertThat(child.output().lines())
          .containsExactly(
              "socket:[" + secondInode + "]",
              "socket:[" + firstInode + "]",
              "socket:[" + secondInode + "]");
    } finally {
      for (int fd : new int[] {first[0], first[1], second[0], second[1]}) {
        host.close(fd);
      }
    }
  }

  @Test
  void the_child_leads_its_own_session_and_group() {
    try (Child child = Child.sh(host, "sleep 60")) {
      ProcStat stat = Proc.stat(child.pid()).orElseThrow();
      assertThat(stat.session()).isEqualTo(child.pid());
      assertThat(stat.group()).isEqualTo(child.pid());
      assertThat(stat.startTime()).isEqualTo(child.spawned().startTime());
    }
  }

  @Test
  void no_signal_is_blocked_or_ignored_in_the_child() {
    try (Child child = Child.sh(host, "exec grep -E '^Sig(Blk|Ign)' /proc/self/status")) {
      assertThat(child.output())
          .isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
    }
  }

  @Test
  void nothing_is_inherited_from_our_environment() {
    try (Child child =
        new Child(host, List.of("/usr/bin/env"), directory, Map.of("GREETING", "grüß dich"))) {
      assertThat(child.output().lines())
          .containsExactlyInAnyOrder(
              "GREETING=grüß dich",
              "PATH=/usr/local/bin:/usr/bin:/bin",
              "JPM_COOKIE=" + child.cookie());
    }
  }

  @Test
  void the_working_directory_is_where_its_link_led_at_that_moment() throws Exception {
    Path release = Files.createDirectories(directory.resolve("releases/1"));
    Path current = Files.createSymbolicLink(directory.resolve("current"), release);
    try (Child child = new Child(host, List.of("/bin/sleep", "60"), current, Map.of())) {
      Files.delete(current);
      assertThat(child.spawned().directory()).isEqualTo(release.toRealPath());
      assertThat(Proc.cwd(child.pid())).contains(release.toRealPath());
    }
  }

  @Test
  void a_relative_executable_is_below_the_working_directory() throws Exception {
    script("hello", "#!/bin/sh\necho hello\n");
    try (Child child = new Child(host, List.of("./hello"), directory, Map.of())) {
      assertThat(child.output()).isEqualTo("hello\n");
    }
  }

  @Test
  void starting_leaves_no_descriptor_behind() {
    int before = Proc.descriptors(pid()).size();
    for (int i = 0; i < 20; i++) {
      try (Child child = Child.sh(host, "exit 0")) {
        child.awaitExit();
      }
      assertThatThrownBy(() -> start(directory, "/no/such/thing"));
      assertThatThrownBy(() -> start(Path.of("/no/such/place"), "/bin/true"));
    }
    assertThat(Proc.descriptors(pid())).hasSizeLessThan(before + 10);
  }

  @Test
  void a_missing_directory_is_told() {
    refuses(directory.resolve("gone"), "/bin/true")
        .isEqualTo("the working directory " + directory + "/gone does not exist");
  }

  @Test
  void a_dangling_directory_link_is_told_with_its_target() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("current"), Path.of("releases/9"));
    refuses(link, "/bin/true")
        .isEqualTo(
            "the working directory " + link + " is a link to releases/9, which does not exist");
  }

  @Test
  void a_directory_that_is_a_file_is_told() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    refuses(file, "/bin/true").isEqualTo("the working directory " + file + " is not a directory");
  }

  @Test
  void a_missing_program_is_told() {
    refuses(directory, "./server").isEqualTo(directory + "/./server does not exist");
  }

  @Test
  void a_dangling_program_link_is_told_with_its_target() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("node"), Path.of("/opt/node/bin/node"));
    refuses(directory, link.toString())
        .isEqualTo(link + " is a link to /opt/node/bin/node, which does not exist");
  }

  @Test
  void a_program_without_the_x_bit_is_told() throws Exception {
    Path file = Files.writeString(directory.resolve("run"), "#!/bin/sh\n");
    refuses(directory, file.toString())
        .isEqualTo(file + " is not executable (chmod +x " + file + ")");
  }

  @Test
  void a_directory_as_program_is_told() {
    refuses(directory, directory.toString())
        .isEqualTo(directory + " is a directory, not a program");
  }

  @Test
  void a_missing_interpreter_is_told() throws Exception {
    Path file = script("run", "#!/opt/gone/python3 -u\n");
    refuses(directory, file.toString())
        .isEqualTo(file + " asks for the interpreter /opt/gone/python3, which does not exist");
  }

  @Test
  void windows_line_ends_are_told() throws Exception {
    Path file = script("run", "#!/bin/sh\r\necho hi\r\n");
    refuses(directory, file.toString())
        .isEqualTo(
            file
                + " has Windows line ends: its first line asks for an interpreter named"
                + " /bin/sh\\r");
  }

  @Test
  void a_script_without_first_line_is_told() throws Exception {
    Path file = script("run", "echo hi\n");
    refuses(directory, file.toString())
        .isEqualTo(
            file + " is not a program: if it is a script, its first line must be like #!/bin/sh");
  }

  @Test
  void a_program_for_another_machine_is_told() throws Exception {
    byte[] program = Files.readAllBytes(Path.of("/bin/true"));
    program[18] = 22; // e_machine: S/390
    Path file = Files.write(directory.resolve("run"), program);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    refuses(directory, file.toString())
        .isEqualTo(file + " is a program for another kind of machine");
  }

  @Test
  void a_program_for_another_c_library_is_told() throws Exception {
    String program = Files.readString(Path.of("/bin/true"), StandardCharsets.ISO_8859_1);
    Path file =
        Files.writeString(
            directory.resolve("run"),
            program.replace("/lib64/ld-linux-x86-64", "/lib64/ld-gone-x86-64-"),
            StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    refuses(directory, file.toString())
        .isEqualTo(
            file + " was built for another Linux: the loader it asks for does not exist here");
  }

  @Test
  void too_long_arguments_are_told() {
    assertThatThrownBy(
            () -> host.spawn(request(directory, List.of("/bin/true", "x".repeat(200_000)))))
        .isInstanceOf(SpawnException.class)
        .hasMessage("cannot start /bin/true: E2BIG, arguments and environment are too long");
  }

  @Test
  void a_lack_of_descriptors_is_told() {
    String java =
        "ulimit -n 256; exec %s/bin/java --enable-native-access=ALL-UNNAMED -XX:-MaxFDLimit -cp '%s' %s"
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                SpawnWithoutDescriptors.class.getName());
    try (Child child = Child.sh(host, java)) {
      assertThat(child.output())
          .isEqualTo(
              "cannot start /bin/true: the supervisor has as many files open as allowed (EMFILE;"
                  + " see ulimit -n)\n");
    }
  }

  @Test
  void a_nul_in_an_argument_is_told() {
    assertThatThrownBy(() -> host.spawn(request(directory, List.of("/bin/true", "a\0b"))))
        .isInstanceOf(SpawnException.class)
        .hasMessage("arguments and environment cannot contain a NUL character");
  }

  private org.assertj.core.api.AbstractStringAssert<?> refuses(Path in, String program) {
    try {
      start(in, program);
    } catch (SpawnException e) {
      return assertThat(e.getMessage());
    }
    throw new AssertionError("it started");
  }

  private void start(Path in, String program) {
    Spawned spawned = host.spawn(request(in, List.of(program)));
    Processes.discard(spawned.pid());
    host.close(spawned.pidfd());
  }

  private static SpawnRequest request(Path in, List<String> argv) {
    int none = SpawnRequest.DEV_NULL;
    return new SpawnRequest(Path.of(argv.get(0)), argv, Map.of(), in, none, none, none, List.of());
  }

  private Path script(String name, String text) throws Exception {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, Set.copyOf(PosixFilePermissions.fromString("rwxr-xr-x")));
    return file;
  }

  private static int pid() {
    return (int) ProcessHandle.current().pid();
  }
}
