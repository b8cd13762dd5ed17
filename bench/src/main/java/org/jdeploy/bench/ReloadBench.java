package org.jdeploy.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.deployer.demo.Load;

/**
 * Requests lost and answered while an unmodified Node application without signal handlers is
 * reloaded, under jpm and under PM2, in interleaved rounds. Arguments: the launcher of jpm, the
 * launcher of PM2, rounds. Run by {@code bench/run}.
 */
public final class ReloadBench {
  private static final int RELOADS = 3;
  private static final String APPLICATION =
      """
      require('http').createServer((request, response) => {
        setTimeout(() => response.end('hello'), 20);
      }).listen(process.env.PORT);
      """;

  private static final class Totals {
    private long answered;
    private long lost;
    private int failedReloads;
    private Duration reloading = Duration.ZERO;
  }

  private ReloadBench() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path jpm = Path.of(arguments[0]);
    Path pm2 = Path.of(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    Map<String, Totals> totals = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Supervisor supervisor : contenders(jpm, pm2, round % 2 == 1)) {
        measure(supervisor, totals.computeIfAbsent(supervisor.name(), _ -> new Totals()));
      }
    }
    System.out.println(
        "| supervisor | requests answered | lost | reloads | failed | mean time of a reload |");
    System.out.println("|---|---|---|---|---|---|");
    totals.forEach((name, total) ->
        System.out.printf(
            "| %s | %d | %d | %d | %d | %.2f s |%n",
            name,
            total.answered,
            total.lost,
            rounds * RELOADS,
            total.failedReloads,
            total.reloading.toMillis() / 1000.0 / (rounds * RELOADS)));
  }

  private static List<Supervisor> contenders(Path jpm, Path pm2, boolean swapped)
      throws IOException {
    List<Supervisor> both = new ArrayList<>();
    both.add(new Supervisor.Jpm(jpm, application(), freePort()));
    both.add(new Supervisor.Pm2(pm2, application(), freePort()));
    return swapped ? both.reversed() : both;
  }

  private static Path application() throws IOException {
    Path directory = Files.createTempDirectory("jb");
    Files.writeString(directory.resolve("app.js"), APPLICATION);
    return directory;
  }

  private static void measure(Supervisor supervisor, Totals total)
      throws IOException, InterruptedException {
    int port =
        switch (supervisor) {
          case Supervisor.Jpm jpm -> jpm.port();
          case Supervisor.Pm2 pm2 -> pm2.port();
        };
    supervisor.start();
    try {
      awaitPort(port);
      // Each address twice: four clients that keep their connections and four that don't.
      try (Load load = new Load("/", List.of(port, port, port, port))) {
        for (int i = 0; i < RELOADS; i++) {
          long before = System.nanoTime();
          if (supervisor.reload() != 0) {
            total.failedReloads++;
          }
          total.reloading = total.reloading.plusNanos(System.nanoTime() - before);
        }
        load.stop();
        total.answered += load.answered();
        total.lost += load.failures().size();
      }
    } finally {
      supervisor.stop();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port) throws InterruptedException {
    for (int tries = 0; tries < 200; tries++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException _) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("nothing listens on port " + port);
  }
}
