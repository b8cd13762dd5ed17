package org.jdeploy.deployer.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdeploy.deployer.config.Placeholders;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.config.TemplateFile;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.plan.HostFacts;
import org.jdeploy.deployer.plan.RenderedFile;
import org.jdeploy.deployer.plan.ServerFiles;
import org.jdeploy.deployer.recipe.Flow;
import org.jdeploy.deployer.recipe.ProjectFiles;
import org.jdeploy.deployer.template.RenderException;
import org.jdeploy.deployer.template.Renderer;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNull;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Renders a stage's and its recipes' templates for each server, here, before anything is changed.
 */
final class Rendering {
  /** Name of the release in the texts that decide whether something changed. */
  private static final String NO_RELEASE = "RELEASE";

  private final Stage stage;
  private final Flow flow;
  private final SecretValues secrets;
  private final Renderer renderer;

  Rendering(Stage stage, Flow flow, SecretValues secrets) {
    this.stage = stage;
    this.flow = flow;
    this.secrets = secrets;
    ProjectFiles files = new ProjectFiles(stage.baseDirectory(), "templates");
    this.renderer =
        new Renderer(name -> files.find(name).map(it -> new Renderer.Found(it.file(), it.text())));
  }

  /**
   * The files of one server.
   *
   * @throws RenderException with all templates that failed
   */
  ServerFiles files(Server server, HostFacts facts, ResolvedRevision revision, String release) {
    return new ServerFiles(
        render(server, facts, revision, release), render(server, facts, revision, NO_RELEASE));
  }

  private List<RenderedFile> render(
      Server server, HostFacts facts, ResolvedRevision revision, String release) {
    Map<String, Object> model = model(server, facts, revision, release);
    List<RenderedFile> files = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    flow.templates()
        .forEach((source, target) -> {
          try {
            Renderer.Rendered text = renderer.render(source, target, model, secrets);
            files.add(new RenderedFile(target, text.text(), 0600, ""));
          } catch (RenderException e) {
            problems.add(server.name() + ": " + e.getMessage());
          }
        });
    for (TemplateFile template : stage.templates()) {
      if (!template.roles().isEmpty()
          && server.roles().stream().noneMatch(template.roles()::contains)) {
        continue;
      }
      String target = server.fill(template.target());
      try {
        Renderer.Rendered text = renderer.render(template.source(), target, model, secrets);
        files.add(
            new RenderedFile(
                target,
                text.text(),
                template.mode().orElse(text.secret() ? 0600 : 0644),
                template.install().map(server::fill).orElse("")));
      } catch (RenderException e) {
        problems.add(server.name() + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new RenderException(problems);
    }
    return files;
  }

  private Map<String, Object> model(
      Server server, HostFacts facts, ResolvedRevision revision, String release) {
    String deployTo = expand(server.deployTo(), facts);
    Map<String, String> git = gitValues(revision);
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("application", stage.application());
    model.put("stage", stage.name());
    model.put("git", git);
    model.put("release", Map.of("name", release, "path", deployTo + "/releases/" + release));
    Map<String, Object> host = new LinkedHashMap<>();
    host.put("name", server.name());
    host.put("address", server.ssh().host());
    host.put("roles", List.copyOf(new TreeSet<>(server.roles())));
    host.put("primary", server.primary());
    host.put("deployTo", deployTo);
    host.put("current", deployTo + "/current");
    host.put("shared", deployTo + "/shared");
    host.put("jpmHome", expand(server.jpmHome(), facts));
    host.put("home", facts.home());
    model.put("host", host);
    model.put("servers", stage.servers().stream().map(Server::name).toList());
    Map<String, @Nullable Object> vars = new LinkedHashMap<>();
    server.vars().forEach((name, value) -> vars.put(name, plain(value, git)));
    model.put("vars", vars);
    Map<String, Object> env = new LinkedHashMap<>();
    server.env().forEach((name, value) -> env.put(name, fill(value, git)));
    model.put("env", env);
    Map<String, @Nullable Object> programs = new LinkedHashMap<>();
    server
        .programs()
        .members()
        .forEach((name, value) -> {
          Object program = plain(value, git);
          if (program instanceof Map<?, ?> members) {
            Map<String, @Nullable Object> whole = new LinkedHashMap<>();
            members.forEach((key, member) -> whole.put(String.valueOf(key), member));
            Object directory = whole.get("directory");
            whole.put(
                "directory",
                directory instanceof String text ? expand(text, facts) : deployTo + "/current");
            programs.put(name, whole);
          } else {
            programs.put(name, program);
          }
        });
    model.put("programs", programs);
    return model;
  }

  /** What {@code ${git.NAME}} stands for. */
  static Map<String, String> gitValues(ResolvedRevision revision) {
    return Map.of(
        "sha", revision.sha(),
        "shortSha", revision.shortSha(),
        "ref", revision.ref(),
        "author", revision.author(),
        "subject", revision.subject());
  }

  private static String expand(String path, HostFacts facts) {
    return path.equals("~") || path.startsWith("~/") ? facts.home() + path.substring(1) : path;
  }

  private static String fill(String text, Map<String, String> git) {
    return Placeholders.fill(
        text,
        name ->
            name.startsWith("git.")
                ? java.util.Optional.ofNullable(git.get(name.substring(4)))
                : java.util.Optional.empty());
  }

  private static @Nullable Object plain(JsonValue value, Map<String, String> git) {
    return switch (value) {
      case JsonText text -> fill(text.value(), git);
      case JsonNumber number -> number.value();
      case JsonBoolean flag -> flag.value();
      case JsonNull _ -> null;
      case JsonArray array -> {
        List<@Nullable Object> items = new ArrayList<>();
        array.items().forEach(item -> items.add(plain(item, git)));
        yield items;
      }
      case JsonObject object -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> members.put(name, plain(member, git)));
        yield members;
      }
    };
  }
}
