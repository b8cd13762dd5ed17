package org.jdeploy.deployer.config;

import java.time.Duration;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.KeyTable;
import org.jdeploy.runtime.json.Type;
import org.jdeploy.runtime.program.ProgramKeys;

/** The keys of the objects in deploy.json: secrets, templates, tasks, rollout, ssh. */
final class SectionKeys {
  static final Type WORD =
      Type.text("[A-Za-z0-9_][A-Za-z0-9._-]*", "a name (letters, digits, . _ -)");

  static final Type ROLES = Type.listOf(WORD);

  static final Type SERVER_PATH =
      Type.text("(?s)(/|~/).*[^/].*", "an absolute path, or one below the home directory (~/…)");

  static final String BELOW = "(?s)(?!/)(?!(.*/)?\\.\\.?(/|$))(?!.*//).*[^/]";

  static final Type LOCAL_PATH = Type.text("(?s).+", "a path");

  static final KeyTable SECRET =
      KeyTable.of(
          "a secret",
          Key.of("env", ProgramKeys.VARIABLE, "An environment variable where jdeploy runs.")
              .example("\"DB_PASSWORD\""),
          Key.of("command", Type.shell(), "A shell command that prints it, run beside deploy.json.")
              .example("\"pass show blogd/token\""),
          Key.of("file", LOCAL_PATH, "A file that holds it, relative to deploy.json.")
              .example("\"~/.blogd-key\""));

  static final KeyTable TEMPLATE =
      KeyTable.of(
          "a template",
          Key.of(
                  "source",
                  Type.text(BELOW, "a relative path"),
                  "A file below deploy/templates, or a built-in template of that name.")
              .mandatory()
              .example("\"nginx.conf.ftl\""),
          Key.of(
                  "target",
                  Type.text(BELOW, "a path below the release"),
                  "Where the text goes, relative to the release.")
              .mandatory()
              .later("vars", "host", "app")
              .example("\"config/nginx.conf\""),
          Key.of(
                  "mode",
                  Type.text("0?[0-7]{3}", "an octal mode such as \"0644\""),
                  "Permissions of the file.")
              .otherwise("\"0644\", or \"0600\" when a secret is in it")
              .example("\"0644\""),
          Key.of("roles", ROLES, "Only for servers with one of these roles.")
              .otherwise("all servers")
              .example("[\"web\"]"),
          Key.of(
                  "install",
                  SERVER_PATH,
                  "A place outside the release that gets a copy when a release goes live, and again"
                      + " when one is reverted.")
              .otherwise("none")
              .later("vars", "host", "app")
              .example("\"/etc/nginx/conf.d/blogd.conf\""));

  static final KeyTable TASK =
      KeyTable.of(
          "a task",
          Key.of(
                  "run",
                  Type.anyOf(Type.shell(), Type.listOf(Type.shell())),
                  "POSIX shell text, or its lines. The first failing command ends it.")
              .mandatory()
              .later("vars", "host", "app", "git", "secret")
              .example("\"node migrate.js\""),
          Key.of(
                  "on",
                  Type.choice("all", "primary", "local"),
                  "Every server, only the primary one, or the machine that deploys.")
              .byDefault("\"all\""),
          Key.of("roles", ROLES, "Only servers with one of these roles.")
              .otherwise("all servers")
              .example("[\"app\"]"),
          Key.of(
                  "in",
                  Type.choice("release", "current", "shared", "deployTo", "home"),
                  "The directory it starts in. A local task starts beside deploy.json.")
              .byDefault("\"release\""),
          Key.of("timeout", Type.time(Duration.ofSeconds(1)), "How long it may take.")
              .byDefault("\"10m\""));

  /** A task that runs where jdeploy runs: its values are the stage's, no server's. */
  static final KeyTable LOCAL_TASK =
      TASK.without("a task", "run").and("a task", TASK.get("run").later("git", "secret"));

  static final KeyTable ROLLOUT =
      KeyTable.of(
          "rollout",
          Key.of(
                  "canary",
                  Type.whole(0, 100_000),
                  "So many servers get the release first, alone. 0 is none.")
              .byDefault("0"),
          Key.of(
                  "batch",
                  Type.anyOf(
                      Type.whole(1, 100_000),
                      Type.text("[1-9][0-9]?%|100%", "a share such as \"25%\"")),
                  "So many servers at a time, or a share of them.")
              .byDefault("\"100%\""),
          Key.of("pause", Type.time(), "Between canary and batches.").byDefault("\"0s\""),
          Key.of(
                  "onFailure",
                  Type.choice("revert", "stop", "keep"),
                  "When a server fails to go live: \"revert\" all, or \"stop\" (only it goes back,"
                      + " no further one is switched), or \"keep\" (go on with the others).")
              .byDefault("\"revert\""),
          Key.of(
                  "onUnreachable",
                  Type.anyOf(
                      Type.choice("abort", "skip"),
                      Type.text("[1-9][0-9]?%|100%", "a share such as \"10%\"")),
                  "When servers cannot be reached: \"abort\", \"skip\" them, or skip up to that"
                      + " share of them.")
              .byDefault("\"abort\""));

  static final KeyTable SSH =
      KeyTable.of(
          "ssh",
          Key.of("user", WORD, "The user, when the host says none.")
              .otherwise("what ssh_config says, else your own name")
              .example("\"deploy\""),
          Key.of("identityFile", LOCAL_PATH, "A private key.")
              .otherwise("the agent's keys and what ssh_config says")
              .example("\"~/.ssh/id_ed25519\""),
          Key.of("knownHosts", LOCAL_PATH, "The host keys to accept; no others are.")
              .otherwise("what ssh_config says, else \"~/.ssh/known_hosts\"")
              .example("\"~/.ssh/known_hosts\""),
          Key.of("configFile", LOCAL_PATH, "Another ssh_config.")
              .otherwise("\"~/.ssh/config\" and the system's")
              .example("\"~/.ssh/config\""),
          Key.of(
                  "connectTimeout",
                  Type.time(Duration.ofMillis(100)),
                  "How long it may take to log in.")
              .byDefault("\"10s\""),
          Key.of(
                  "keepAlive",
                  Type.time(Duration.ofMillis(100)),
                  "How often a silent server is asked whether it is still there.")
              .byDefault("\"15s\""),
          Key.of(
                  "keepAliveCount",
                  Type.whole(1, 1000),
                  "So many unanswered questions end the connection.")
              .byDefault("4"));

  private SectionKeys() {}
}
