package org.jdeploy.deployer.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stage, as a deploy needs it: merged, resolved, checked.
 *
 * @param isProtected changing commands ask first
 * @param repository any git URL or a path; {@code ${secret.…}} may be in it
 * @param revision branch, tag or sha
 * @param servers all of them, in the order of the file: the first one coordinates
 * @param tasks by name, in the order of the file
 * @param hooks in the order of the file
 * @param secrets by name
 * @param baseDirectory where deploy.json is
 */
public record Stage(
    String name,
    boolean isProtected,
    String application,
    String repository,
    String revision,
    SourceKind source,
    int keepReleases,
    Rollout rollout,
    List<Server> servers,
    Map<String, Task> tasks,
    List<Hook> hooks,
    List<TemplateFile> templates,
    List<String> recipes,
    Map<String, SecretSource> secrets,
    Path baseDirectory) {

  public Stage {
    servers = List.copyOf(servers);
    tasks = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    hooks = List.copyOf(hooks);
    templates = List.copyOf(templates);
    recipes = List.copyOf(recipes);
    secrets = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
  }

  /** The servers a command is for. */
  public List<Server> select(Filter filter) {
    return filter.of(this);
  }
}
