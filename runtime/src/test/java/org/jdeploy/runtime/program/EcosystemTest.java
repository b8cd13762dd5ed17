package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.program.ProgramSpec.Ready;
import org.junit.jupiter.api.Test;

/** PM2's ecosystem, in its JSON form, as programs of jpm. */
class EcosystemTest {
  private static Reading reading(String text) {
    return ProgramFile.readings(text, "eco.json", Path.of("/srv/eco.json"), Map.of(), 8).getFirst();
  }

  private static ProgramSpec one(String fields) {
    Reading reading = reading("{\"apps\": [{" + fields + "}]}");
    assertThat(reading.problems()).isEmpty();
    return reading.programs().getFirst();
  }

  @Test
  void an_app_becomes_a_program() {
    ProgramSpec spec =
        one(
            """
            "name": "api", "script": "lib/app.js", "cwd": "current", "args": "--a 'b c'",
            "node_args": ["--max-old-space-size=200"], "instances": -1, "exec_mode": "cluster",
            "env": {"NODE_ENV": "production", "N": 1, "O": {"a": true}}, "port": 3000,
            "max_memory_restart": "300M", "min_uptime": "5s", "max_restarts": 10,
            "exp_backoff_restart_delay": 100, "wait_ready": true, "listen_timeout": 8000,
            "kill_timeout": 1600, "shutdown_with_message": true, "cron_restart": "0 4 * * *",
            "out_file": "out.log", "error_file": "/var/log/err.log", "time": true,
            "watch": ["lib"], "ignore_watch": ["tmp"], "namespace": "web", "uid": "deploy",
            "gid": "www", "stop_exit_codes": [0, 3]
            """);
    assertThat(spec.name()).isEqualTo("api");
    assertThat(spec.command())
        .containsExactly("node", "--max-old-space-size=200", "lib/app.js", "--a", "b c");
    assertThat(spec.directory()).isEqualTo(Path.of("/srv/current"));
    assertThat(spec.instances()).isEqualTo(7);
    assertThat(spec.cluster()).isTrue();
    assertThat(spec.environment())
        .isEqualTo(Map.of("NODE_ENV", "production", "N", "1", "O", "{\"a\":true}", "PORT", "3000"));
    assertThat(spec.limits().memory()).hasValue(300L << 20);
    assertThat(spec.restart().startSeconds()).isEqualTo(Duration.ofSeconds(5));
    assertThat(spec.restart().startRetries()).isEqualTo(10);
    assertThat(spec.restart().backoff().factor()).isEqualTo(1.5);
    assertThat(spec.restart().when()).isEqualTo(Autorestart.UNEXPECTED);
    assertThat(spec.restart().exitCodes()).containsExactlyInAnyOrder(0, 3);
    assertThat(spec.ready().on()).isEqualTo(Ready.On.MESSAGE);
    assertThat(spec.ready().timeout()).isEqualTo(Duration.ofSeconds(8));
    assertThat(spec.stop().signals()).containsExactly("INT");
    assertThat(spec.stop().timeout()).isEqualTo(Duration.ofMillis(1600));
    assertThat(spec.stop().message()).contains("shutdown");
    assertThat(spec.schedule().restart()).contains("0 4 * * *");
    assertThat(spec.logs().stdout()).contains(Path.of("/srv/out.log"));
    assertThat(spec.logs().prefix()).isEqualTo(Logs.Prefix.TIME);
    assertThat(spec.watch().paths()).containsExactly("lib");
    assertThat(spec.watch().ignore()).containsExactly("tmp");
    assertThat(spec.order().group()).contains("web");
    assertThat(spec.identity().user()).contains("deploy");
    assertThat(spec.identity().group()).contains("www");
  }

  @Test
  void what_it_leaves_out_is_as_with_pm2() {
    ProgramSpec spec = one("\"script\": \"app.js\"");
    assertThat(spec.name()).isEqualTo("app");
    assertThat(spec.restart().when()).isEqualTo(Autorestart.ALWAYS);
    assertThat(spec.stop().signals()).containsExactly("INT");
    assertThat(spec.directory()).isEqualTo(Path.of("/srv"));
    assertThat(one("\"script\": \"x.py\"").command()).containsExactly("python3", "x.py");
    assertThat(one("\"script\": \"npm\", \"args\": [\"start\"]").command())
        .containsExactly("npm", "start");
    assertThat(one("\"script\": \"cd x && y\"").command())
        .containsExactly("/bin/sh", "-c", "cd x && y");
    assertThat(one("\"script\": \"a.js\", \"instances\": \"max\"").instances()).isEqualTo(8);
    assertThat(one("\"script\": \"a.js\", \"out\": \"NULL\", \"error\": \"/dev/null\"").logs().to())
        .isEqualTo(Logs.To.NONE);
  }

  @Test
  void what_has_no_equivalent_is_told_and_mistakes_have_their_place() {
    Reading reading =
        reading(
            """
            {"apps": [
              {"name": "a", "script": "a.js", "env_production": {"X": 1}, "increment_var": "PORT", "vizion": false}],
             "deploy": {}}
            """);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.remarks())
        .extracting(Problem::toString)
        .satisfiesExactly(
            env -> assertThat(env).startsWith("eco.json:2:").contains("apps[0].env_production"),
            variable -> assertThat(variable).contains("apps[0].increment_var: has no equivalent"),
            deploy -> assertThat(deploy).contains("deploy: is left out"));
    assertThat(
            reading(
                    """
                    {"apps": [{"name": "a b", "script": "x.js"},
                      {"args": []},
                      {"script": "y.js", "kill_timeout": "soon", "max_restarts": "many"}, 7]}
                    """)
                .problems())
        .extracting(Problem::toString)
        .satisfiesExactly(
            name -> assertThat(name).startsWith("eco.json:1:").contains("apps[0].name: the name"),
            script -> assertThat(script).contains("eco.json:2:3: apps[1].script: is missing"),
            time -> assertThat(time).contains("apps[2].kill_timeout: expected milliseconds"),
            number -> assertThat(number).contains("apps[2].max_restarts: expected a whole number"),
            app -> assertThat(app).contains("apps[3]: expected an object (an app)"));
    assertThat(
            ProgramFile.readings(
                    "module.exports = {}",
                    "ecosystem.config.js",
                    Path.of("/srv/ecosystem.config.js"),
                    Map.of(),
                    1)
                .getFirst()
                .problems())
        .singleElement()
        .asString()
        .contains("node -p 'JSON.stringify(require(\"./ecosystem.config.js\"))'");
  }
}
