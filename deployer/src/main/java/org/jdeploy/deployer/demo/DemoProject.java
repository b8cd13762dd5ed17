package org.jdeploy.deployer.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdeploy.runtime.json.Json;

/** A throw-away git repository with the sample application and its deploy.json. */
final class DemoProject {
  private final Path directory;

  private DemoProject(Path directory) {
    this.directory = directory;
  }

  /** Copies the application and makes a repository of it. */
  static DemoProject create(Path directory, Path application) throws IOException {
    try (Stream<Path> files = Files.walk(application)) {
      for (Path file : files.toList()) {
        Path copy = directory.resolve(application.relativize(file).toString());
        if (file.getFileName().toString().equals("node_modules")
            || file.toString().contains("/node_modules/")) {
          continue;
        }
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    DemoProject project = new DemoProject(directory);
    project.git("init", "-q", "-b", "main");
    return project;
  }

  Path directory() {
    return directory;
  }

  Path deployFile() {
    return directory.resolve("deploy.json");
  }

  /** What a person would write into deploy.json. */
  void configure(List<DemoServer> servers, Path identity, Path knownHosts) throws IOException {
    List<Map<String, Object>> list = new ArrayList<>();
    for (DemoServer server : servers) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", server.name());
      one.put("host", System.getProperty("user.name") + "@127.0.0.1:" + server.port());
      one.put("deployTo", server.deployTo().toString());
      one.put("jpmHome", server.jpmHome().toString());
      one.put("vars", Map.of("port", server.httpPort()));
      list.add(one);
    }
    Map<String, Object> program = new LinkedHashMap<>();
    program.put("command", "node node_modules/bin/blogd");
    program.put("instances", 2);
    program.put("environment", Map.of("PORT", "${vars.port}", "HOST", "127.0.0.1"));
    program.put("ready", Map.of("on", "listening", "timeout", "15s"));
    program.put(
        "health",
        Map.of("http", "http://127.0.0.1:${vars.port}/healthz", "every", "2s", "timeout", "2s"));
    program.put("stop", Map.of("drain", "10s", "timeout", "5s"));
    Map<String, Object> ssh = new LinkedHashMap<>();
    ssh.put("identityFile", identity.toString());
    ssh.put("knownHosts", knownHosts.toString());
    ssh.put("configFile", "/dev/null");
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("application", "blogd");
    file.put("repository", ".");
    file.put("revision", "main");
    file.put("deployTo", "/srv/blogd");
    file.put("linkedDirs", List.of("data"));
    file.put("recipes", List.of("node", "jpm"));
    file.put("vars", Map.of("port", 3000));
    file.put("programs", Map.of("blogd", program));
    file.put("rollout", Map.of("canary", 1));
    file.put("ssh", ssh);
    file.put("stages", Map.of("production", Map.of("servers", list)));
    Files.writeString(deployFile(), Json.pretty(file));
  }

  /** A commit of a version that works. */
  void release(String version) throws IOException {
    Files.writeString(directory.resolve("VERSION"), version + "\n");
    commit("Version " + version);
  }

  /** A commit of a version that does not start. */
  void breakIt(String version) throws IOException {
    Files.writeString(
        directory.resolve("bin/blogd.js"),
        "throw new Error('this version lacks its database password');\n");
    release(version);
  }

  private void commit(String message) {
    git("add", "-A");
    git("commit", "-q", "-m", message);
  }

  private void git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    // Neither the user's hooks nor signatures belong into a throw-away repository.
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + who + "_NAME", "Demo");
      builder.environment().put("GIT_" + who + "_EMAIL", "demo@example.com");
    }
    try {
      Process git = builder.start();
      String output =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (git.waitFor() != 0) {
        throw new DemoException("git " + arguments[0] + " failed: " + output);
      }
    } catch (IOException e) {
      throw new DemoException("cannot run git: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted");
    }
  }
}
