package org.jdeploy.deployer.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.deployer.console.Seconds;
import org.jdeploy.deployer.console.Table;
import org.jdeploy.deployer.demo.Chapter;
import org.jdeploy.deployer.demo.Demo;
import org.jdeploy.deployer.demo.DemoException;
import org.jdeploy.runtime.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jdeploy demo}. */
@Command(
    name = "demo",
    description = {
      "Shows the whole story on this machine: releases under load, a broken one, a rollback.",
      "Needs node and git; leaves nothing behind."
    },
    footer = {"", "Examples:", "  jdeploy demo", "  jdeploy demo --servers 5 --keep"})
final class DemoCommand implements Callable<Integer> {
  private static final int MOST_SERVERS = 20;

  private final Surroundings surroundings;

  @Option(
      names = "--keep",
      description = "Leave everything up until Ctrl-C and say how to look around.")
  private boolean keep;

  @Option(
      names = "--servers",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many servers, default ${DEFAULT-VALUE}.")
  private int servers = 3;

  @Mixin private OutputOptions output = new OutputOptions();

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (servers < 1 || servers > MOST_SERVERS) {
      throw new UsageException("--servers " + servers + ": expected 1 to " + MOST_SERVERS);
    }
    PrintStream people = output.json ? surroundings.err() : surroundings.out();
    Surroundings inner = new Surroundings(people, surroundings.err(), surroundings.environment());
    Look look = Look.of(output.json ? 2 : 1, output.noColor, surroundings.environment());
    long start = System.nanoTime();
    CountDownLatch interrupted = new CountDownLatch(1);
    List<Chapter> chapters = new ArrayList<>();
    String problem = "";
    try (var _ = Interrupts.handle(interrupted::countDown);
        Demo demo =
            Demo.start(
                servers,
                words -> new Dispatch(inner).run(common(words)),
                line -> say(people, look, line),
                () -> interrupted.getCount() == 0)) {
      try {
        demo.tell();
        if (keep) {
          say(people, look, "");
          say(people, look, "== It stays up until Ctrl-C. To look around:");
          demo.lookAround().forEach(line -> say(people, look, "$ " + line));
          interrupted.await();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        chapters.addAll(demo.chapters());
        say(people, look, "");
        say(people, look, "== Everything is ended and removed");
      }
    } catch (DemoException e) {
      problem = String.valueOf(e.getMessage());
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return end(people, look, chapters, took, problem);
  }

  private List<String> common(List<String> words) {
    List<String> all = new ArrayList<>(words);
    if (output.noColor && !words.contains("jpm")) {
      all.add("--no-color");
    }
    return all;
  }

  private static void say(PrintStream people, Look look, String line) {
    boolean title = line.startsWith("== ") || line.startsWith("$ ");
    people.println(title ? look.strong(line) : line);
    people.flush();
  }

  private int end(
      PrintStream people, Look look, List<Chapter> chapters, Duration took, String problem) {
    Table table = new Table("COMMAND", "EXIT", "TOOK", "REQUESTS", "LOST");
    long answered = 0;
    long lost = 0;
    for (Chapter chapter : chapters) {
      answered += chapter.answered();
      lost += chapter.lost();
      boolean load = chapter.answered() + chapter.lost() > 0;
      table.row(
          chapter.command(),
          String.valueOf(chapter.exitCode()),
          Seconds.of(chapter.took()),
          load ? String.valueOf(chapter.answered()) : "-",
          load ? String.valueOf(chapter.lost()) : "-");
    }
    if (!table.isEmpty()) {
      say(people, look, "");
      table.lines(look).forEach(people::println);
    }
    if (problem.isEmpty()) {
      say(
          people,
          look,
          "%s %d requests, %d lost, in %s with %d servers"
              .formatted(look.tick(), answered, lost, Seconds.of(took), servers));
    } else {
      surroundings.err().println("jdeploy: the demo failed: " + problem);
    }
    int code = problem.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    if (output.json) {
      surroundings.out().print(Json.pretty(json(chapters, took, problem, code)));
    }
    return code;
  }

  private Map<String, Object> json(
      List<Chapter> chapters, Duration took, String problem, int code) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Chapter chapter : chapters) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("title", chapter.title());
      one.put("command", chapter.command());
      one.put("exitCode", chapter.exitCode());
      one.put("seconds", seconds(chapter.took()));
      one.put("requests", chapter.answered());
      one.put("lost", chapter.lost());
      list.add(one);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("exitCode", code);
    document.put("message", problem);
    document.put("servers", servers);
    document.put("seconds", seconds(took));
    document.put("commands", list);
    return document;
  }

  private static BigDecimal seconds(Duration took) {
    return BigDecimal.valueOf(took.toMillis(), 3);
  }
}
