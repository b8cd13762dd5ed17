package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdeploy.runtime.host.ResourceLimit.Resource;
import org.jdeploy.runtime.supervise.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users need root: who is not sees here that they are refused, and by which sentence. */
class ConditionsTest {
  private static final User SOMEBODY = new User("somebody", 4711, 4712, List.of(4712, 4713), "/");

  private final LinuxHost host = new LinuxHost();
  @TempDir Path directory;

  @Test
  void a_process_runs_as_its_user_with_all_its_groups_and_nothing_of_ours() {
    if (!Users.isRoot()) {
      assertThatThrownBy(() -> as(SOMEBODY, "id"))
          .hasMessageContaining("cannot become the user somebody: EPERM");
      return;
    }
    try (Child child =
        as(SOMEBODY, "grep -E '^(Uid|Gid|Groups|CapPrm|CapEff)' /proc/self/status")) {
      assertThat(child.output())
          .isEqualTo(
              """
              Uid:\t4711\t4711\t4711\t4711
              Gid:\t4712\t4712\t4712\t4712
              Groups:\t4712 4713\s
              CapPrm:\t0000000000000000
              CapEff:\t0000000000000000
              """);
    }
    assertThat(Users.own()).isZero();
    assertThat(Proc.descriptors((int) ProcessHandle.current().pid())).isNotEmpty();
  }

  @Test
  void who_starts_processes_as_others_stays_who_it_is_in_every_thread() throws Exception {
    if (!Users.isRoot()) {
      assertThat(Users.own()).isNotZero();
      return;
    }
    for (int i = 0; i < 20; i++) {
      try (Child child = as(SOMEBODY, "exit 0")) {
        assertThat(child.awaitExit()).isEqualTo(new Exit.Code(0));
      }
    }
    try (var tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        assertThat(Files.readString(task.resolve("status"))).contains("Uid:\t0\t0\t0\t0");
      }
    }
  }

  @Test
  void groups_come_from_where_the_system_keeps_them() {
    User root = Users.find("root", Optional.empty());
    assertThat(root.uid()).isZero();
    assertThat(root.home()).isEqualTo("/root");
    assertThat(root.groups()).contains(0);
    assertThat(Users.find("0", Optional.empty())).isEqualTo(root);
    assertThat(Users.find("root", Optional.of("daemon")).gid()).isEqualTo(1);
    assertThat(Users.find("root", Optional.of("1")).groups()).contains(1);
    assertThat(Users.find("4711", Optional.of("4712")))
        .isEqualTo(new User("4711", 4711, 4712, List.of(4712), "/"));
    assertThat(Users.name(0)).isEqualTo("root");
    assertThat(Users.name(4711)).isEqualTo("4711");
  }

  @Test
  void users_and_groups_that_do_not_exist_are_told() {
    assertThatThrownBy(() -> Users.find("nobody-here", Optional.empty()))
        .hasMessage("there is no user nobody-here");
    assertThatThrownBy(() -> Users.find("root", Optional.of("no-such-group")))
        .hasMessage("there is no group no-such-group");
    assertThatThrownBy(() -> Users.find("4711", Optional.empty()))
        .hasMessage("the user number 4711 has no entry, so say its group, too: \"4711:GROUP\"");
  }

  @Test
  void a_program_its_user_may_not_execute_is_told_with_the_user() throws Exception {
    if (!Users.isRoot()) {
      return; // the sentence without a user is SpawnTest's
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Path file = Files.writeString(closed.resolve("run"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path world = Path.of("/tmp");
    assertThatThrownBy(() -> start(user(SOMEBODY), world, List.of(file.toString())))
        .hasMessage(
            file
                + " may not be executed by this user: permission denied (it is to run as"
                + " somebody)");
    assertThatThrownBy(() -> start(user(SOMEBODY), closed, List.of("/bin/true")))
        .hasMessage(
            "the working directory "
                + closed.toRealPath()
                + " cannot be entered by this user: permission denied (it is to run as somebody)");
  }

  @Test
  void the_umask_is_the_childs_alone() throws Exception {
    String ours =
        Files.readString(Path.of("/proc/self/status")).replaceAll("(?s).*Umask:\\s*(\\d+).*", "$1");
    Conditions conditions = with(OptionalInt.of(0027), OptionalInt.empty(), OptionalInt.empty());
    try (Child child = sh(conditions, "umask")) {
      assertThat(child.output()).isEqualTo("0027\n");
    }
    assertThat(Files.readString(Path.of("/proc/self/status"))).contains("Umask:\t" + ours);
  }

  @Test
  void nice_is_the_childs_alone() {
    Conditions conditions = with(OptionalInt.empty(), OptionalInt.of(7), OptionalInt.empty());
    try (Child child = sh(conditions, "cut -d ' ' -f 19 /proc/self/stat")) {
      assertThat(child.output()).isEqualTo("7\n");
    }
    try (Child child = sh(Conditions.OURS, "cut -d ' ' -f 19 /proc/self/stat")) {
      assertThat(child.output()).isEqualTo("0\n");
    }
  }

  @Test
  void the_oom_score_is_the_childs_from_its_first_instruction_and_ours_stays() {
    int ours = OomScore.own();
    Conditions conditions =
        with(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(ours + 300));
    try (Child child = sh(conditions, "cat /proc/self/oom_score_adj")) {
      assertThat(child.output()).isEqualTo(ours + 300 + "\n");
    }
    assertThat(OomScore.own()).isEqualTo(ours);
  }

  @Test
  void what_a_protected_supervisor_starts_is_not_protected() throws Exception {
    int ours = OomScore.own();
    boolean may = OomScore.protect(-500);
    try (Child child = sh(Conditions.OURS, "cat /proc/self/oom_score_adj")) {
      assertThat(child.output()).isEqualTo(Math.max(0, ours) + "\n");
      assertThat(OomScore.own()).isEqualTo(may ? Math.min(ours, -500) : ours);
    }
    Files.writeString(Path.of("/proc/self/oom_score_adj"), String.valueOf(ours));
  }

  @Test
  void limits_hold_from_the_first_instruction_on_and_the_words_stay_as_they_are() {
    Conditions conditions =
        limits(
            new ResourceLimit(Resource.OPEN_FILES, 123),
            new ResourceLimit(Resource.PROCESSES, 456),
            new ResourceLimit(Resource.CORE, 0));
    String script = "cat /proc/self/limits; echo \"[$0]\" \"[$1]\"";
    try (Child child = child(conditions, List.of("/bin/sh", "-c", script, "name", "a  b '$c'"))) {
      String output = child.output();
      assertThat(output.replaceAll(" +", " "))
          .contains("Max open files 123 123")
          .contains("Max processes 456 456")
          .contains("Max core file size 0 0")
          .contains("[name] [a  b '$c']".replaceAll(" +", " "));
      assertThat(output).contains("[a  b '$c']");
      assertThat(child.awaitExit()).isEqualTo(new Exit.Code(0));
    }
  }

  @Test
  void a_limited_program_is_the_process_that_was_started_with_its_descriptors_and_session() {
    int[] pair = host.socketPair();
    try (Child child =
        new Child(
            host,
            limits(new ResourceLimit(Resource.OPEN_FILES, 64)),
            List.of("/bin/sh", "-c", "echo $$; exec ls -l /proc/self/fd"),
            Path.of("/tmp"),
            Map.of(),
            pair[0])) {
      assertThat(child.line()).isEqualTo(String.valueOf(child.pid()));
      assertThat(
              child
                  .output()
                  .lines()
                  .filter(line -> line.contains("->"))
                  .map(line -> line.replaceAll(".*?(\\d+) -> ([a-z/]+).*", "$1 $2")))
          .containsExactly("0 /dev/null", "1 pipe", "2 pipe", "3 socket", "4 /proc/");
    } finally {
      host.close(pair[0]);
      host.close(pair[1]);
    }
  }

  @Test
  void a_limit_that_is_higher_than_allowed_is_told() {
    long most = 1L << 40;
    Conditions conditions = limits(new ResourceLimit(Resource.OPEN_FILES, most));
    assertThatThrownBy(() -> start(conditions, Path.of("/tmp"), List.of("/bin/true")))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("limits.openFiles");
    assertThat(children()).noneMatch(stat -> stat.name().equals("sh"));
  }

  @Test
  void what_cannot_be_executed_is_told_for_limited_programs_in_the_same_words() throws Exception {
    Conditions limited = limits(new ResourceLimit(Resource.OPEN_FILES, 64));
    Path script = Files.writeString(directory.resolve("run"), "#!/opt/gone/python3 -u\n");
    Path plain = Files.writeString(directory.resolve("plain"), "echo hi\n");
    Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String program :
        List.of("/no/such/thing", script.toString(), plain.toString(), directory.toString())) {
      String words = refusal(Conditions.OURS, program);
      assertThat(refusal(limited, program)).isEqualTo(words);
    }
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(refusal(limited, script.toString()))
        .isEqualTo(refusal(Conditions.OURS, script.toString()))
        .contains("/opt/gone/python3, which does not exist");
  }

  private String refusal(Conditions conditions, String program) {
    try {
      start(conditions, directory, List.of(program));
    } catch (SpawnException e) {
      return e.getMessage();
    }
    throw new AssertionError("it started");
  }

  private List<ProcStat> children() {
    List<ProcStat> found = new ArrayList<>();
    for (int pid : Proc.pids()) {
      Proc.stat(pid)
          .filter(stat -> stat.parent() == ProcessHandle.current().pid())
          .ifPresent(found::add);
    }
    return found;
  }

  private Child as(User user, String script) {
    return sh(user(user), script);
  }

  private Child sh(Conditions conditions, String script) {
    return child(conditions, List.of("/bin/sh", "-c", script));
  }

  private Child child(Conditions conditions, List<String> argv) {
    return new Child(host, conditions, argv, Path.of("/tmp"), Map.of());
  }

  private void start(Conditions conditions, Path in, List<String> argv) {
    int none = SpawnRequest.DEV_NULL;
    Spawned spawned =
        host.spawn(
            new SpawnRequest(
                Path.of(argv.getFirst()),
                argv,
                Map.of(),
                in,
                none,
                none,
                none,
                List.of(),
                conditions));
    Processes.discard(spawned.pid());
    host.close(spawned.pidfd());
  }

  private static Conditions user(User user) {
    return new Conditions(
        Optional.of(user),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(),
        Optional.empty());
  }

  private static Conditions with(OptionalInt umask, OptionalInt nice, OptionalInt oomScoreAdj) {
    return new Conditions(Optional.empty(), umask, nice, oomScoreAdj, List.of(), Optional.empty());
  }

  private static Conditions limits(ResourceLimit... limits) {
    return new Conditions(
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(limits),
        Optional.empty());
  }
}
