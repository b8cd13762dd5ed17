package org.jdeploy.deployer.config;

import java.util.List;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.KeyTable;
import org.jdeploy.runtime.json.Schema;
import org.jdeploy.runtime.json.Type;
import org.jdeploy.runtime.program.ProgramKeys;

/** The keys of deploy.json. */
public final class DeployKeys {
  /** Words that {@code jdeploy} takes for a command: no stage may be called so. */
  public static final List<String> COMMANDS =
      List.of(
          "deploy",
          "plan",
          "rollback",
          "setup",
          "check",
          "status",
          "releases",
          "pending",
          "logs",
          "jpm",
          "exec",
          "run",
          "tasks",
          "lock",
          "unlock",
          "audit",
          "shared",
          "doctor",
          "ssh",
          "init",
          "validate",
          "stages",
          "schema",
          "docs",
          "completion",
          "demo",
          "help",
          "version");

  private static final Key[] OF_STAGES = {
    Key.of("application", SectionKeys.WORD, "Its name: on servers, for jpm, in messages.")
        .mandatory()
        .example("\"blogd\""),
    Key.of(
            "repository",
            Type.text("(?s)\\S.*", "a git URL or a path"),
            "Any git URL, or a local path relative to deploy.json.")
        .mandatory()
        .alsoCalled("repo", "repo_url", "repoUrl")
        .later("secret")
        .example("\"git@git.example.com:team/blog.git\""),
    Key.of(
            "revision",
            Type.text("[^\\s-]\\S*", "a branch, tag or sha"),
            "Branch, tag or sha to deploy. --revision wins.")
        .byDefault("\"main\"")
        .alsoCalled("branch", "ref")
        .example("\"main\""),
    Key.of(
            "source",
            Type.choice("push", "fetch"),
            "How the code gets to a server: \"push\" sends what it lacks through jdeploy's own"
                + " connection, \"fetch\" has the server fetch from the repository.")
        .byDefault("\"push\""),
    Key.of("keepReleases", Type.whole(1, 1000), "Releases to keep on a server.").byDefault("5"),
    Key.of(
            "recipes",
            Type.listOf(Type.text("[A-Za-z0-9_][A-Za-z0-9._-]*", "the name of a recipe")),
            "Ready-made steps: \"node\" installs dependencies with npm, \"jpm\" runs the programs"
                + " under jpm. Your own are in deploy/recipes/NAME.json.")
        .byDefault("[]")
        .example("[\"node\", \"jpm\"]"),
    Key.of(
            "secrets",
            new Type.MapOf(ProgramKeys.VARIABLE, "NAME", Type.object(SectionKeys.SECRET)),
            "Values that are fetched when a deploy starts, sent apart from everything that can be"
                + " listed, and masked in all output. Use: ${secret.NAME}.")
        .settled()
        .example("{\"DB\": {\"env\": \"DB_PASSWORD\"}}"),
    Key.of(
            "templates",
            Type.listOf(Type.object(SectionKeys.TEMPLATE)),
            "FreeMarker templates, rendered for each server into the release.")
        .example("[{\"source\": \"nginx.conf.ftl\", \"target\": \"config/nginx.conf\"}]"),
    Key.of(
            "tasks",
            new Type.MapOf(SectionKeys.WORD, "NAME", Type.object(SectionKeys.TASK)),
            "Your own commands, for hooks.")
        .example("{\"migrate\": {\"run\": \"node migrate.js\", \"on\": \"primary\"}}"),
    Key.of(
            "hooks",
            new Type.MapOf(
                new Type.Choice(Hook.POINTS),
                "POINT",
                Type.listOf(
                    Type.text(
                        "[A-Za-z0-9_][A-Za-z0-9._-]*(:[A-Za-z0-9._-]+)?", "the name of a task"))),
            "Tasks to run before and after the steps of a deploy: "
                + String.join(", ", Hook.POINTS)
                + ".")
        .settled()
        .example("{\"before:publish\": [\"migrate\"]}"),
    Key.of(
            "rollout",
            Type.object(SectionKeys.ROLLOUT),
            "In which order servers go live, and what a failure does.")
        .example("{\"canary\": 1, \"batch\": \"25%\"}")
  };

  private static final Key[] OF_SERVERS = {
    Key.of(
            "deployTo",
            SectionKeys.SERVER_PATH,
            "The directory of the application on a server: releases/, shared/, current.")
        .mandatory()
        .alsoCalled("deploy_path")
        .example("\"/srv/blogd\""),
    Key.of("jpmHome", SectionKeys.SERVER_PATH, "Where jpm lives on a server.")
        .byDefault("\"~/.jpm\""),
    Key.of(
            "linkedFiles",
            Type.listOf(Type.text(SectionKeys.BELOW, "a relative path")),
            "Files in shared/ that every release links to. With a \"?\" at its end a file may be"
                + " missing.")
        .byDefault("[]")
        .example("[\".env\", \"config/local.json?\"]"),
    Key.of(
            "linkedDirs",
            Type.listOf(Type.text(SectionKeys.BELOW, "a relative path")),
            "Directories in shared/ that every release links to.")
        .byDefault("[]")
        .example("[\"log\", \"uploads\"]"),
    Key.of(
            "vars",
            new Type.MapOf(
                Type.text("[A-Za-z_][A-Za-z0-9_-]*", "a name (letters, digits, _ -)"),
                "NAME",
                Type.anything()),
            "Your own values for templates and for ${vars.NAME}. --var wins.")
        .byDefault("{}")
        .example("{\"port\": 3000}"),
    Key.of(
            "env",
            new Type.MapOf(ProgramKeys.VARIABLE, "NAME", Type.scalar()),
            "Environment variables of every command on a server: literal values.")
        .byDefault("{}")
        .later("secret")
        .example("{\"NODE_ENV\": \"production\"}"),
    Key.of(
            "path",
            Type.listOf(SectionKeys.SERVER_PATH),
            "Directories to look for commands in, before the server's own PATH.")
        .byDefault("[]")
        .example("[\"~/.nvm/versions/node/v22.11.0/bin\"]"),
    Key.of(
            "umask",
            Type.text("0?[0-7]{3}", "octal digits such as \"022\""),
            "The umask of every command on a server.")
        .otherwise("the server's own")
        .example("\"022\""),
    Key.of(
            "programs",
            ProgramKeys.PROGRAMS,
            "The programs that jpm runs, as in a program file. Relative directories and files begin"
                + " at the current release.")
        .byDefault("{}")
        .later("git", "secret")
        .example("{\"blogd\": {\"command\": \"node server.js\", \"instances\": 2}}"),
    Key.of(
            "ssh",
            Type.object(SectionKeys.SSH),
            "How to log in; what the host string says wins, ssh_config fills in the rest.")
        .example("{\"user\": \"deploy\"}")
  };

  private static final Type HOST =
      Type.text(HostText.FORM, "user@host:port (user and port may be left out; [::1]:22 for IPv6)");

  /** A server. */
  static final KeyTable SERVER =
      KeyTable.of(
              "a server",
              Key.of("host", HOST, "Where to log in: user@host:port, or a name of ssh_config.")
                  .mandatory()
                  .alsoCalled("address", "hostname")
                  .example("\"deploy@web1.example.com:22\""),
              Key.of("name", SectionKeys.WORD, "What to call it in output and for --hosts.")
                  .otherwise("the host, with the port when hosts repeat")
                  .example("\"web1\""),
              Key.of(
                      "roles",
                      SectionKeys.ROLES,
                      "What it is for: tasks, templates and --roles select by it.")
                  .byDefault("[]")
                  .example("[\"web\", \"app\"]"),
              Key.of(
                      "primary",
                      Type.flag(),
                      "What runs once runs here. One server of a stage is it.")
                  .otherwise("the first server of the stage"))
          .and("a server", OF_SERVERS);

  private static final Key PROTECTED =
      Key.of("protected", Type.flag(), "Ask before anything is changed.")
          .byDefault("false")
          .example("true");

  /** What is the same on all servers of a stage. */
  static final KeyTable COMMON = KeyTable.of("a stage", PROTECTED).and("a stage", OF_STAGES);

  /** All that the command line may set. */
  static final KeyTable SETTABLE = COMMON.and("deploy.json", OF_SERVERS);

  /** A stage. */
  static final KeyTable STAGE =
      KeyTable.of(
              "a stage",
              PROTECTED,
              Key.of(
                      "servers",
                      Type.listOf(Type.overlay(SERVER)),
                      "Its servers. The first one coordinates: its lock is taken first.")
                  .mandatory()
                  .example("[{\"host\": \"deploy@web1.example.com\"}]"))
          .and("a stage", OF_STAGES)
          .and("a stage", OF_SERVERS);

  /** The whole file. */
  public static final KeyTable FILE =
      KeyTable.of(
              "deploy.json",
              Key.of("$schema", Type.text(), "Where editors find the schema; ignored."))
          .and("deploy.json", OF_STAGES)
          .and("deploy.json", OF_SERVERS)
          .and(
              "deploy.json",
              Key.of(
                      "stages",
                      new Type.MapOf(
                          Type.text(
                              "(?!(?:"
                                  + String.join("|", COMMANDS)
                                  + ")$)[A-Za-z0-9_][A-Za-z0-9._-]*",
                              "letters, digits, . _ - and no command of jdeploy"),
                          "STAGE",
                          Type.overlay(STAGE)),
                      "The stages by name. A stage has all keys of the top level again: scalars"
                          + " replace, objects merge, arrays replace, null removes, \"+key\""
                          + " appends to an array. The same holds for a server within its stage.")
                  .mandatory()
                  .example("{\"production\": {\"servers\": [{\"host\": \"web1.example.com\"}]}}"));

  private DeployKeys() {}

  /** The JSON Schema of deploy.json, for editors. */
  public static String schema() {
    return Json.pretty(Schema.of(FILE, "jdeploy's deploy.json", true));
  }
}
