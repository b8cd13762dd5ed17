package org.jdeploy.deployer.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jdeploy.deployer.config.Amount;
import org.jdeploy.deployer.config.LinkedFile;
import org.jdeploy.deployer.config.Rollout;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.SourceKind;
import org.jdeploy.deployer.config.SshOptions;
import org.jdeploy.deployer.config.SshTarget;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.recipe.Flow;
import org.jdeploy.deployer.recipe.Job;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;

/** A stage of two servers, and what they say, for tests of planning. */
final class Example {
  static final ResolvedRevision REVISION =
      new ResolvedRevision(
          "3f2a91c0000000000000000000000000000000aa",
          "7ee0000000000000000000000000000000000000",
          "main",
          "Dev",
          Instant.EPOCH,
          "A subject",
          Path.of("/repository/.git"));

  Rollout rollout =
      new Rollout(
          0,
          new Amount(100, true),
          Duration.ZERO,
          Rollout.OnFailure.REVERT,
          new Rollout.OnUnreachable.Abort());
  SourceKind source = SourceKind.PUSH;
  List<String> names = List.of("s1", "s2");
  List<String> selected = names;
  List<LinkedFile> linkedFiles = List.of(new LinkedFile(".env", false));
  List<String> linkedDirs = List.of("log");
  final Map<String, List<String>> answers = new LinkedHashMap<>();
  final Map<String, List<Job>> jobs = new LinkedHashMap<>();

  Example() {
    jobs.put("build", List.of(job("node:install", "npm ci", Job.On.ALL)));
    jobs.put("before:publish", List.of(job("migrate", "node migrate.js", Job.On.PRIMARY)));
    jobs.put("reload", List.of(job("jpm:apply", "\"$JPM_HOME/bin/jpm\" apply x", Job.On.ALL)));
    for (String name : List.of("s1", "s2", "s3")) {
      answers.put(
          name,
          new ArrayList<>(
              List.of(
                  "noise of a profile",
                  "fact home /home/deploy",
                  "fact machine x86_64",
                  "fact clock 20261124101500",
                  "fact tool git git version 2.39.5",
                  "fact tool node v22.11.0",
                  "fact tool npm /usr/bin/npm",
                  "fact tool tar /usr/bin/tar",
                  "fact tool flock /usr/bin/flock",
                  "fact tool setsid /usr/bin/setsid",
                  "fact renames",
                  "fact jpm 0123456789abcdef",
                  "fact target /srv/blogd",
                  "fact kilobytes 1000000",
                  "fact inodes 100000",
                  "fact directory /srv/blogd")));
    }
  }

  static Job job(String name, String run, Job.On on) {
    return new Job(
        name, name, run, on, Job.In.RELEASE, Set.of(), Duration.ofMinutes(5), false, false);
  }

  Example says(String server, String... facts) {
    answers.computeIfAbsent(server, _ -> new ArrayList<>()).addAll(List.of(facts));
    return this;
  }

  /** The server says nothing of these. */
  void lacks(String server, String... words) {
    says(server);
    answers.computeIfPresent(
        server,
        (_, facts) -> {
          facts.removeIf(fact -> Stream.of(words).anyMatch(fact::contains));
          return facts;
        });
  }

  /** The server has a release, which is live. */
  Example live(String server, String release, int sequence, String tree, String digest) {
    return says(
        server,
        "fact release " + release,
        "fact current link",
        "fact live " + release,
        "fact sha sha-of-" + release,
        event(sequence, "begin", release, tree, digest),
        event(sequence + 1, "prepared", release, tree, digest),
        event(sequence + 2, "published", release, tree, digest),
        event(sequence + 3, "confirmed", release, tree, digest));
  }

  static String event(int sequence, String what, String release, String tree, String digest) {
    return "fact journal {\"sequence\":%d,\"at\":\"x\",\"event\":\"%s\",\"attempt\":\"a\",\"release\":\"%s\",\"sha\":\"sha-of-%s\",\"tree\":\"%s\",\"digest\":\"%s\"}"
        .formatted(sequence, what, release, release, tree, digest);
  }

  Server server(String name) {
    SshOptions ssh =
        new SshOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            4);
    return new Server(
        name,
        new SshTarget(Optional.empty(), name, OptionalInt.empty(), ssh),
        Set.of("web"),
        name.equals("s1"),
        "/srv/blogd",
        "~/.jpm",
        Map.of(),
        Map.of("NODE_ENV", "production"),
        List.of("~/.nvm/bin"),
        "022",
        linkedFiles,
        linkedDirs,
        (JsonObject) JsonValue.of(Map.of("blogd", Map.of("command", "node app.js"))));
  }

  Stage stage() {
    return new Stage(
        "production",
        false,
        "blogd",
        "git@git.example.com:team/blog.git",
        "main",
        source,
        5,
        rollout,
        names.stream().map(this::server).toList(),
        Map.of(),
        List.of(),
        List.of(),
        List.of("node", "jpm"),
        Map.of(),
        Path.of("/project"));
  }

  Attempt attempt() {
    Stage stage = stage();
    Map<String, HostFacts> facts = new LinkedHashMap<>();
    for (String name : selected) {
      facts.put(
          name,
          HostFacts.parse(
              answers.getOrDefault(name, List.of()),
              linkedFiles.stream().map(LinkedFile::path).toList()));
    }
    return new Attempt(
        stage,
        stage.servers().stream().filter(server -> selected.contains(server.name())).toList(),
        selected.getFirst(),
        "cafe01",
        "dev@laptop",
        false,
        Duration.ofSeconds(60),
        facts,
        new Flow(jobs, Map.of(), Map.of()),
        Map.of("sha", REVISION.sha()));
  }

  static Map<String, ServerFiles> files(String... names) {
    Map<String, ServerFiles> files = new LinkedHashMap<>();
    for (String name : names) {
      List<RenderedFile> rendered =
          List.of(new RenderedFile(".jdeploy/rendered/programs.json", "{}\n", 0600, ""));
      files.put(name, new ServerFiles(rendered, rendered));
    }
    return files;
  }
}
