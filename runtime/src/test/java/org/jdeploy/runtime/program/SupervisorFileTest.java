package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.program.ProgramSpec.Ready;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Supervisor's files as programs of jpm. */
class SupervisorFileTest {
  private static final Path FILE = Path.of("/etc/sv/blog.conf");
  private static final Map<String, String> ENVIRONMENT = Map.of("STAGE", "live", "PW", "a\"b,c%d");

  private static Reading reading(String text) {
    return ProgramFile.readings(text, "blog.conf", FILE, ENVIRONMENT, 4).getFirst();
  }

  private static List<ProgramSpec> programs(String text) {
    Reading reading = reading(text);
    assertThat(reading.problems()).isEmpty();
    return reading.programs();
  }

  private static ProgramSpec one(String keys) {
    return programs("[program:x]\ncommand=/bin/x\n" + keys).getFirst();
  }

  private static List<String> problems(String text) {
    return reading(text).problems().stream().map(Problem::toString).toList();
  }

  private static List<String> remarks(String keys) {
    Reading reading = reading("[program:x]\ncommand=/bin/x\n" + keys);
    assertThat(reading.problems()).isEmpty();
    return reading.remarks().stream().map(Problem::toString).toList();
  }

  @Test
  void the_seed_works_as_it_stands() {
    ProgramSpec blogd =
        programs(
                """
                [program:blogd]
                command=node node_modules/bin/blogd
                directory=/srv/my_project/current
                user=deploy
                autostart=true
                autorestart=true
                startsecs=1
                startretries=20
                redirect_stderr=true
                stdout_logfile=/var/log/blogd.log
                stopasgroup=true
                killasgroup=true
                environment=NODE_ENV="production",PORT="3000"
                """)
            .getFirst();
    assertThat(blogd.name()).isEqualTo("blogd");
    assertThat(blogd.command()).containsExactly("node", "node_modules/bin/blogd");
    assertThat(blogd.node()).isTrue();
    assertThat(blogd.directory()).isEqualTo(Path.of("/srv/my_project/current"));
    assertThat(blogd.identity().user()).contains("deploy");
    assertThat(blogd.restart().when()).isEqualTo(Autorestart.ALWAYS);
    assertThat(blogd.logs().mergeStderr()).isTrue();
    assertThat(blogd.logs().stdout()).contains(Path.of("/var/log/blogd.log"));
    assertThat(blogd.environment()).isEqualTo(Map.of("NODE_ENV", "production", "PORT", "3000"));
  }

  @Test
  void a_program_that_says_nothing_has_the_defaults_of_a_json_file() {
    ProgramSpec json =
        ProgramFile.parse(
                "{\"programs\": {\"x\": {\"command\": \"/bin/x\"}}}", "f.json", Path.of("/etc/sv"))
            .getFirst();
    assertThat(one("")).isEqualTo(json);
  }

  @Test
  void every_key_has_its_meaning() {
    ProgramSpec x =
        one(
            """
            priority=5
            autostart=no
            autorestart=Unexpected
            exitcodes=0, 2
            startsecs=40
            startretries=7
            stopsignal=SIGint
            stopwaitsecs=3
            killasgroup=off
            user=1000
            umask=27
            directory=%(here)s/run
            stdout_logfile=out.log
            stdout_logfile_maxbytes=1mb
            stdout_logfile_backups=3
            stderr_logfile=/var/log/err.log
            """);
    assertThat(x.order().priority()).isEqualTo(5);
    assertThat(x.autostart()).isFalse();
    assertThat(x.restart().when()).isEqualTo(Autorestart.UNEXPECTED);
    assertThat(x.restart().exitCodes()).containsExactlyInAnyOrder(0, 2);
    assertThat(x.restart().startSeconds()).isEqualTo(Duration.ofSeconds(40));
    assertThat(x.ready().on()).isEqualTo(Ready.On.DELAY);
    assertThat(x.ready().timeout()).isGreaterThan(Duration.ofSeconds(40));
    assertThat(x.restart().startRetries()).isEqualTo(7);
    assertThat(x.stop().signals()).containsExactly("INT");
    assertThat(x.stop().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(x.stop().tree()).isFalse();
    assertThat(x.identity().user()).contains("1000");
    assertThat(x.identity().umask()).hasValue(027);
    assertThat(x.directory()).isEqualTo(Path.of("/etc/sv/run"));
    assertThat(x.logs().stdout()).contains(Path.of("/etc/sv/out.log"));
    assertThat(x.logs().stderr()).contains(Path.of("/var/log/err.log"));
    assertThat(x.logs().maxSize()).isEqualTo(1 << 20);
    assertThat(x.logs().keep()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"15,TERM", "SIGTERM,TERM", "term,TERM", "9,KILL", "1,HUP", "usr2,USR2"})
  void a_stop_signal_is_a_name_or_a_number(String written, String signal) {
    assertThat(one("stopsignal=" + written).stop().signals()).containsExactly(signal);
  }

  @Test
  void logs_go_nowhere_to_syslog_or_to_one_file() {
    assertThat(one("stdout_logfile=none\nredirect_stderr=true").logs().to())
        .isEqualTo(Logs.To.NONE);
    assertThat(one("stdout_logfile=NONE\nstderr_logfile=/dev/null").logs().to())
        .isEqualTo(Logs.To.NONE);
    assertThat(one("stdout_logfile=AUTO").logs()).isEqualTo(one("").logs());
    assertThat(one("stdout_logfile=syslog\nstderr_logfile=syslog").logs().to())
        .isEqualTo(Logs.To.SYSLOG);
    assertThat(one("stdout_syslog=true\nstderr_syslog=true").logs().to()).isEqualTo(Logs.To.SYSLOG);
    assertThat(one("stdout_logfile=/l/x.log\nstderr_logfile=/l/x.log").logs().mergeStderr())
        .isTrue();
    assertThat(one("stdout_logfile_maxbytes=0").logs().maxSize()).isZero();
  }

  @Test
  void text_is_expanded_as_python_does_it() {
    ProgramSpec x =
        one(
            """
            environment=A="%(ENV_STAGE)s",B="100%%",C="%(ENV_PW)s",D="%H:%M"
            process_name=%(program_name)s-%(process_num)03d
            user=%(ENV_A)s
            """);
    assertThat(x.environment())
        .isEqualTo(Map.of("A", "live", "B", "100%", "C", "a\"b,c%d", "D", "%H:%M"));
    assertThat(x.name()).isEqualTo("x-000");
    assertThat(x.identity().user()).contains("live");
    assertThat(x.order().group()).contains("x");
  }

  @Test
  void several_processes_are_programs_of_a_group() {
    List<ProgramSpec> all =
        programs(
            """
            [program:worker]
            command=/bin/work --port 80%(process_num)02d --of %(numprocs)d
            process_name=%(program_name)s_%(process_num)02d
            numprocs=2
            numprocs_start=1
            stdout_logfile=/var/log/worker.log
            redirect_stderr=true
            """);
    assertThat(all).extracting(ProgramSpec::name).containsExactly("worker_01", "worker_02");
    assertThat(all).allMatch(spec -> spec.order().group().equals(java.util.Optional.of("worker")));
    assertThat(all.getLast().command()).containsExactly("/bin/work", "--port", "8002", "--of", "2");
    assertThat(all.getFirst().logs().stdout()).contains(Path.of("/var/log/worker-1.log"));
    assertThat(programs("[program:w]\ncommand=x\nnumprocs=2\nprocess_name=%(process_num)d\n"))
        .extracting(ProgramSpec::name)
        .containsExactly("w_0", "w_1");
  }

  @Test
  void a_group_names_its_programs_and_gives_them_its_priority() {
    List<ProgramSpec> all =
        programs(
            """
            [group:web]
            programs=a, b
            priority=7
            [program:a]
            command=x
            [program:b]
            command=y
            priority=8
            [program:c]
            command=z %(group_name)s
            """);
    assertThat(all)
        .extracting(spec -> spec.order().group().orElse("none"))
        .containsExactly("web", "web", "none");
    assertThat(all).extracting(spec -> spec.order().priority()).containsExactly(7, 8, 999);
    assertThat(all.getLast().command()).containsExactly("z", "c");
  }

  @Test
  void a_fastcgi_program_gets_its_socket_as_stdin() {
    List<ProgramSpec> all =
        programs(
            """
            [fcgi-program:php]
            socket=tcp://127.0.0.1:9000
            command=php-cgi
            process_name=%(program_name)s_%(process_num)02d
            numprocs=3
            [fcgi-program:py]
            socket=unix:///run/py.sock
            command=py
            """);
    ProgramSpec php = all.getFirst();
    assertThat(php.instances()).isEqualTo(3);
    assertThat(php.listen().getFirst().host()).isEqualTo("127.0.0.1");
    assertThat(php.listen().getFirst().port()).isEqualTo(9000);
    assertThat(php.listen().getFirst().stdin()).isTrue();
    assertThat(all.getLast().listen().getFirst().path()).contains(Path.of("/run/py.sock"));
    assertThat(php.ready().on()).isEqualTo(Ready.On.DELAY);
    assertThat(problems("[fcgi-program:p]\ncommand=x\nsocket=http://x\n"))
        .containsExactly(
            "blog.conf:3:1: [fcgi-program:p] socket: expected tcp://HOST:PORT or unix:///PATH,"
                + " found \"http://x\"");
  }

  @Test
  void comments_end_values_but_not_within_quotes() {
    List<ProgramSpec> all =
        programs(
            """
            ; a comment
            # another
            [program:x] ; here, too
            command = /bin/sh -c "a ; b # c" 'd ;e'   ; it's a comment
            ENVIRONMENT = A="x ; y",
               # within
               B='#1'
            directory: /srv/it's here ; not this
            priority=3;4
            """
                .replace("priority=3;4", "priority=3 #;4"));
    assertThat(all.getFirst().command()).containsExactly("/bin/sh", "-c", "a ; b # c", "d ;e");
    assertThat(all.getFirst().environment()).isEqualTo(Map.of("A", "x ; y", "B", "#1"));
    assertThat(all.getFirst().directory()).isEqualTo(Path.of("/srv/it's here"));
    assertThat(all.getFirst().order().priority()).isEqualTo(3);
  }

  @Test
  void a_command_may_go_over_several_lines() {
    assertThat(
            programs("[program:x]\ncommand=/bin/x\n  --one\n\n\t--two  ; not this\nuser=u\n")
                .getFirst()
                .command())
        .containsExactly("/bin/x", "--one", "--two");
  }

  @Test
  void programs_inherit_what_supervisord_would_give_them() {
    ProgramSpec x =
        programs(
                """
                [supervisord]
                environment=A="1",B="2"
                user=deploy
                umask=077
                minfds=4096
                logfile=/var/log/supervisord.log
                [program:x]
                command=x %(ENV_A)s
                environment=B="3"
                """)
            .getFirst();
    assertThat(x.environment()).isEqualTo(Map.of("A", "1", "B", "3"));
    assertThat(x.command()).containsExactly("x", "1");
    assertThat(x.identity().user()).contains("deploy");
    assertThat(x.identity().umask()).hasValue(077);
    assertThat(x.limits().openFiles()).hasValue(4096);
  }

  @Test
  void what_has_no_equivalent_is_told() {
    Reading reading =
        reading(
            """
            [supervisord]
            logfile=/l
            nodaemon=true
            [inet_http_server]
            port=*:9001
            [unix_http_server]
            file=/s
            [supervisorctl]
            serverurl=unix:///s
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [eventlistener:memmon]
            command=memmon
            events=TICK_60
            [program:x]
            command=x
            serverurl=AUTO
            """);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.remarks())
        .extracting(Problem::toString)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("blog.conf:1:1: [supervisord]: is Supervisor's"),
            port -> assertThat(port).contains(":4:1: [inet_http_server]: opens no port"),
            memmon -> assertThat(memmon).contains("[eventlistener:memmon]: is not run"),
            url -> assertThat(url).contains("[program:x] serverurl: jpm has no"));
    assertThat(remarks("stdout_events_enabled=true\nstdout_capture_maxbytes=1MB")).hasSize(2);
    assertThat(remarks("stdout_events_enabled=false\nstdout_capture_maxbytes=0")).isEmpty();
    assertThat(remarks("stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0"))
        .singleElement()
        .asString()
        .contains("writes to no console");
    assertThat(remarks("user=a\nuser=b")).singleElement().asString().contains("this one counts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "stopsingal=TERM|[program:x] stopsingal: unknown key, did you mean stopsignal?",
        "ExecStart=/x|[program:x] ExecStart: unknown key, here it is called command",
        "RestartSec=1|[program:x] RestartSec: Supervisor has no such key; a JSON program file has"
            + " \"backoff.initial\"",
        "instances=4|[program:x] instances: unknown key, here it is called numprocs",
        "health=x|[program:x] health: Supervisor has no such key; a JSON program file has"
            + " \"health\"",
        "socket=x|[program:x] socket: is for [fcgi-program:NAME]",
        "startsecs=soon|[program:x] startsecs: expected a whole number from 0 to 3600, found"
            + " \"soon\"",
        "autostart=maybe|[program:x] autostart: expected true or false, found \"maybe\"",
        "autorestart=often|[program:x] autorestart: expected true or false, found \"often\"",
        "stopsignal=BOOM|[program:x] stopsignal: expected one of \"TERM\", \"INT\"",
        "stopasgroup=1\\nkillasgroup=0|[program:x] killasgroup: cannot be false when stopasgroup is"
            + " true",
        "numprocs=2|[program:x] numprocs: needs a process_name with %(process_num)",
        "directory=%(heer)s|[program:x] directory: %(heer)s is unknown, did you mean %(here)s?",
        "directory=%(ENV_NOPE)s|[program:x] directory: %(ENV_NOPE)s is unknown: there is no NOPE in"
            + " the environment",
        "directory=%(here)d|[program:x] directory: %(here)d wants a number",
        "directory=%(here)|[program:x] directory: %(here) lacks its type",
        "environment=A|[program:x] environment: expected KEY=\"value\", found \"A\"",
        "environment=A=\"1|[program:x] environment: a quote (\") of the value of A is not closed",
        "environment=A=1 B=2|[program:x] environment: a comma is missing before \"B=2\"",
        "environment=1A=2|[program:x] environment: the name must be a variable name",
        "stdout_logfile_maxbytes=big|[program:x] stdout_logfile_maxbytes: expected a size such as"
            + " 50MB",
        "umask=99|[program:x] umask: expected an octal number",
        "user=a b|[program:x] user: expected \"user\" or \"user:group\"",
      })
  void a_mistake_is_told_with_its_line_its_key_and_what_to_do(String keys, String said) {
    List<String> problems =
        problems("[program:x]\ncommand=/bin/x\n" + keys.replace("\\n", "\n") + "\n");
    assertThat(problems).isNotEmpty().allMatch(problem -> problem.startsWith("blog.conf:"));
    assertThat(String.join("\n", problems)).contains(said);
  }

  @Test
  void lines_and_sections_that_mean_nothing_are_told() {
    assertThat(
            problems(
                """
                command=x
                [progam:blogd]
                command=x
                [program:y]
                command
                [program:y
                [program:]
                [Service]
                [group:g]
                programs=nobody
                """))
        .containsExactly(
            "blog.conf:1:1: command: stands in no section, expected such as [program:blogd] before",
            "blog.conf:2:1: [progam:blogd]: unknown section, did you mean [program:NAME]?",
            "blog.conf:4:1: [program:y]: command is missing, expected such as command=node"
                + " server.js",
            "blog.conf:5:1: expected key=value or [section], found \"command\"",
            "blog.conf:6:1: [program:y: this section is not closed, expected such as"
                + " [program:blogd]",
            "blog.conf:7:1: [program:]: needs a name, such as [program:blogd]",
            "blog.conf:8:1: [Service]: this is a file of systemd: write [program:NAME] with"
                + " command=, directory= …");
    assertThat(problems("[program:a]\ncommand=x\n[group:g]\nprograms=aa\n"))
        .containsExactly(
            "blog.conf:4:1: [group:g] programs: there is no [program:aa], did you mean a?");
    assertThat(problems("[program:a]\ncommand=x\n[program:a]\ncommand=y\n"))
        .containsExactly(
            "blog.conf:3:1: [program:a]: program a is defined before, at blog.conf:1:1");
    assertThat(problems("[program:all]\ncommand=x 'y\n"))
        .anyMatch(said -> said.contains("command: a single quote (') is not closed"))
        .anyMatch(said -> said.contains("[program:all]: the name must be"));
  }

  @Test
  void included_files_stand_or_fall_for_themselves(@TempDir Path directory) throws IOException {
    Path main = directory.resolve("supervisord.conf");
    Files.createDirectories(directory.resolve("conf.d"));
    Files.writeString(
        main,
        """
        [supervisord]
        environment=FROM="main"
        [include]
        files = conf.d/*.conf more/*.ini conf.d/b.conf
        [group:g]
        programs=a,b
        """);
    Files.writeString(
        directory.resolve("conf.d/b.conf"),
        "[program:b]\ncommand=b\ndirectory=%(here)s\n[include]\nfiles=x\n");
    Files.writeString(
        directory.resolve("conf.d/a.conf"), "[program:a]\ncommand=a\nuser=%(nope)s\n");
    Files.writeString(
        directory.resolve("conf.d/c.conf"), "[program:c]\nstdout_logfile=c.log\ncommand=c\n");
    Files.writeString(directory.resolve("conf.d/.hidden.conf"), "[program:h]\ncommand=h\n");
    List<Reading> all = ProgramFile.readAll(main, Map.of());
    assertThat(all)
        .extracting(reading -> directory.relativize(reading.file()).toString())
        .containsExactly("supervisord.conf", "conf.d/a.conf", "conf.d/b.conf", "conf.d/c.conf");
    assertThat(all).extracting(Reading::isBroken).containsExactly(false, true, false, false);
    assertThat(all.get(1).problems())
        .singleElement()
        .asString()
        .startsWith(directory + "/conf.d/a.conf:3:1: [program:a] user: %(nope)s is unknown");
    ProgramSpec b = all.get(2).programs().getFirst();
    assertThat(b.directory()).isEqualTo(directory.resolve("conf.d"));
    assertThat(b.order().group()).contains("g");
    assertThat(b.environment()).containsEntry("FROM", "main");
    assertThat(all.get(3).programs().getFirst().logs().stdout())
        .contains(directory.resolve("conf.d/c.log"));
    assertThat(all.getFirst().remarks())
        .extracting(Problem::message)
        .containsExactly("no file matches more/*.ini");
    assertThat(all.get(2).remarks()).singleElement().asString().contains("includes nothing");
  }
}
