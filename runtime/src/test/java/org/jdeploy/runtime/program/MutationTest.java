package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.SourceText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that someone's hand slipped over: they load, or they say where they are wrong. A failure
 * prints its seed and the text; {@code -Dmutation.seed=N} runs that seed.
 */
class MutationTest {
  private static final int TIMES = 2600;
  private static final long SEED = Long.getLong("mutation.seed", 20_261_124L);

  enum Original {
    JSON(
        "f.json",
        """
        { // a comment
          "programs": {
            "web": {
              "command": "node server.js 'a b'", "directory": "/srv/web",
              "environment": {"PORT": 3000, "A": "x"}, "instances": "max-1",
              "listen": [{"port": 3000, "host": "127.0.0.1"}, {"path": "/run/x.sock", "stdin": true}],
              "autorestart": "unexpected", "exitCodes": [0, 2], "startSeconds": 0.5,
              "backoff": {"initial": "1s", "max": "1m", "jitter": 0.5},
              "ready": {"on": "http", "http": "http://[::1]:3000/", "timeout": "90s"},
              "health": {"tcp": "127.0.0.1:5432", "every": "1s"},
              "stop": {"signal": ["INT", "TERM"], "timeout": "1s", "drain": "0s"},
              "logs": {"maxSize": "10MB", "rotateEvery": "1d", "stdout": "out.log"},
              "user": "deploy:www", "umask": "027", "limits": {"memory": "1KB", "cpu": 1.5},
              "schedule": {"restart": "0 2 * * *", "timezone": "Europe/Berlin"},
              "watch": ["lib"], "hooks": {"preStart": "a"},
            },
            "worker": {"command": ["./work", "x"], "requires": ["web"], "group": "g",
              "ready": {"on": "log", "log": "ready [0-9]+"}},
          }
        }
        """),
    INI(
        "f.conf",
        """
        [supervisord]
        environment=A="1",B='2'
        minfds=1024
        [program:web]
        command=node server.js --port 30%(process_num)02d "a ; b"  ; comment
        process_name=%(program_name)s_%(process_num)02d
        numprocs=2
        directory=%(here)s/web
        environment=PORT="3000",
          PATH='%(ENV_HOME)s/bin', C=100%%
        autostart=true
        autorestart=unexpected
        exitcodes=0,2
        startsecs=3
        stopsignal=SIGINT
        stopwaitsecs=10
        stopasgroup=true
        user=deploy
        umask=022
        redirect_stderr=true
        stdout_logfile=/var/log/web.log
        stdout_logfile_maxbytes=10MB
        [group:all-of-it]
        programs=web,php
        priority=7
        [fcgi-program:php]
        socket=tcp://127.0.0.1:9000
        command=php-cgi
        [eventlistener:x]
        command=y
        [include]
        files=nothing-here/*.conf
        """),
    PROCFILE(
        "Procfile",
        """
        # comment
        web: NODE_ENV=production node server.js 'a b'
        worker: exec ./work --port $PORT && true
        clock: bundle exec clockwork "clock.rb"
        """),
    ECOSYSTEM(
        "eco.json",
        """
        {"apps": [{"name": "api", "script": "lib/app.js", "args": "--a 'b c'", "instances": -1,
          "env": {"NODE_ENV": "production", "O": {"a": true}}, "max_memory_restart": "300M",
          "min_uptime": "5s", "kill_timeout": 1600, "cron_restart": "0 4 * * *", "wait_ready": true,
          "out_file": "out.log", "time": true, "watch": ["lib"], "stop_exit_codes": [0, 3]},
          {"script": "x.py", "restart_delay": 100}], "deploy": {}}
        """);

    private final String file;
    private final String text;

    Original(String file, String text) {
      this.file = file;
      this.text = text;
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_file_loads_or_says_where_it_is_wrong(Original original) {
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < TIMES; i++) {
      byte[] bytes = original.text.getBytes(StandardCharsets.UTF_8);
      for (int times = 1 + random.nextInt(3); times > 0; times--) {
        bytes = mutated(bytes, random);
      }
      String where = "seed %d, mutation %d of %s:%n".formatted(SEED, i, original);
      String text = new String(bytes, StandardCharsets.UTF_8);
      try {
        refused += isRefused(original, bytes) ? 1 : 0;
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        fail(where + text, e);
      }
    }
    assertThat(refused).as("seed %d", SEED).isBetween(TIMES / 20, TIMES - TIMES / 100);
  }

  private static boolean isRefused(Original original, byte[] bytes) {
    Path file = Path.of("/srv/files", original.file);
    String text;
    try {
      text = SourceText.decode(bytes, original.file);
    } catch (JsonSyntaxException e) {
      assertLocated(e.problem(), original);
      return true;
    }
    boolean refused = false;
    for (Reading reading :
        ProgramFile.readings(text, original.file, file, Map.of("HOME", "/root"), 4)) {
      reading.problems().forEach(problem -> assertLocated(problem, original));
      reading.remarks().forEach(remark -> assertLocated(remark, original));
      refused |= reading.isBroken();
      if (!reading.isBroken()) {
        assertMeansTheSame(reading);
      }
    }
    return refused;
  }

  private static void assertLocated(Problem problem, Original original) {
    if (!problem.at().file().equals(original.file)
        || problem.at().line() < 1
        || problem.at().column() < 1
        || problem.message().isBlank()) {
      throw new AssertionError("no place or no words: " + problem);
    }
  }

  /** What jpm import prints is read as the same programs, wherever it is. */
  private static void assertMeansTheSame(Reading reading) {
    String printed = Json.pretty(Translation.of(List.of(reading)));
    assertThat(ProgramFile.parse(printed, "import.json", Path.of("/srv/files"), 4))
        .isEqualTo(reading.programs());
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
    return switch (random.nextInt(6)) {
      case 0 -> joined(bytes, at, end);
      case 1 -> joined(bytes, end, at);
      case 2 -> {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 3 -> {
        byte[] changed = bytes.clone();
        byte[] marks = "\"{}[],:$%()=;#'/\\\n 0a".getBytes(StandardCharsets.UTF_8);
        changed[at] = marks[random.nextInt(marks.length)];
        yield changed;
      }
      case 4 -> swapped(bytes, random);
      default -> cut(bytes, at, random);
    };
  }

  /** A part is lost, or doubled. */
  private static byte[] joined(byte[] bytes, int to, int again) {
    byte[] joined = new byte[to + bytes.length - again];
    System.arraycopy(bytes, 0, joined, 0, to);
    System.arraycopy(bytes, again, joined, to, bytes.length - again);
    return joined;
  }

  private static byte[] swapped(byte[] bytes, Random random) {
    List<String> lines =
        new ArrayList<>(List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1)));
    Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] cut(byte[] bytes, int at, Random random) {
    return random.nextInt(4) == 0 ? java.util.Arrays.copyOf(bytes, at) : joined(bytes, at, at + 1);
  }
}
