package org.jdeploy.deployer.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the demo tells: two releases under load, a broken third, a rollback. Every promise is
 * checked; a broken one ends the story with a {@link DemoException}.
 */
final class Story {
  private static final String STAGE = "production";

  private final List<DemoServer> servers;
  private final DemoProject project;
  private final Jdeploy jdeploy;
  private final Consumer<String> say;
  private final Supplier<Load> load;
  private final BooleanSupplier stopped;
  private final List<Chapter> chapters = new ArrayList<>();

  /**
   * @param load starts requests to all servers
   * @param stopped whether a person wants no more of it
   */
  Story(
      List<DemoServer> servers,
      DemoProject project,
      Jdeploy jdeploy,
      Consumer<String> say,
      Supplier<Load> load,
      BooleanSupplier stopped) {
    this.servers = List.copyOf(servers);
    this.project = project;
    this.jdeploy = jdeploy;
    this.say = say;
    this.load = load;
    this.stopped = stopped;
  }

  List<Chapter> chapters() {
    return List.copyOf(chapters);
  }

  /** Tells it. */
  void tell() throws IOException {
    command("jpm comes to every server, with its own Java runtime", 0, null, "setup");
    project.release("1.0.0");
    command("The first release goes live on all of them", 0, null, "deploy");
    expect("1.0.0");
    try (Load requests = load.get()) {
      say.accept("");
      say.accept(
          "From now on "
              + 2 * servers.size()
              + " clients send requests, with keep-alive and without; nothing is retried.");
      await(requests);
      project.release("2.0.0");
      command("A second release replaces it under load", 0, requests, "deploy");
      expect("2.0.0");
      project.breakIt("3.0.0");
      command(
          "A third release does not start: it is refused, the second goes on",
          3,
          requests,
          "deploy");
      expect("2.0.0");
      command("Back to the first release, under load", 0, requests, "rollback");
      expect("1.0.0");
      requests.stop();
      if (!requests.failures().isEmpty()) {
        throw new DemoException("a request was lost: " + requests.failures().getFirst());
      }
    }
    command("What all servers printed, merged", 0, null, "logs", "blogd", "--out", "-n", "2");
    command("What is live where", 0, null, "status");
  }

  private void command(
      String title,
      int expected,
      @org.jspecify.annotations.Nullable Load requests,
      String... words) {
    List<String> all = new ArrayList<>(List.of(STAGE));
    all.addAll(List.of(words));
    String typed = "jdeploy " + String.join(" ", all);
    if (stopped.getAsBoolean()) {
      throw new DemoException("interrupted before `" + typed + "`");
    }
    say.accept("");
    say.accept("== " + title);
    say.accept("$ " + typed);
    all.add("--config");
    all.add(project.deployFile().toString());
    long answered = requests == null ? 0 : requests.answered();
    long lost = requests == null ? 0 : requests.failures().size();
    long start = System.nanoTime();
    int code = jdeploy.run(all);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Chapter chapter =
        new Chapter(
            title,
            typed,
            code,
            took,
            requests == null ? 0 : requests.answered() - answered,
            requests == null ? 0 : requests.failures().size() - lost);
    chapters.add(chapter);
    if (requests != null) {
      say.accept(
          "-- %d requests answered meanwhile, %d lost"
              .formatted(chapter.answered(), chapter.lost()));
    }
    if (code != expected) {
      throw new DemoException(
          "`%s` ended with exit code %d, expected %d".formatted(typed, code, expected));
    }
    if (requests != null && chapter.lost() > 0) {
      throw new DemoException(
          "%d requests were lost during `%s`, the first: %s"
              .formatted(chapter.lost(), typed, requests.failures().getFirst()));
    }
  }

  /** Every instance of every server must answer with this version. */
  private void expect(String version) {
    Set<String> versions = Answers.versions(servers);
    if (!versions.equals(Set.of(version))) {
      throw new DemoException(
          "expected version %s everywhere, but there is %s"
              .formatted(version, String.join(" and ", versions)));
    }
    say.accept("-- every server answers with version " + version);
  }

  private static void await(Load requests) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (requests.answered() < 200) {
      if (System.nanoTime() > deadline) {
        throw new DemoException("the application does not answer: " + requests.failures());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
