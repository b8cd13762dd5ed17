package org.jdeploy.deployer.console;

import java.io.PrintStream;
import java.util.List;

/**
 * Lines that stay, and below them lines that are still changing. Safe for use by several threads.
 * Secrets are masked before anything comes here.
 */
public final class Screen {
  private final PrintStream out;
  private final Look look;
  private List<String> changing = List.of();

  public Screen(PrintStream out, Look look) {
    this.out = out;
    this.look = look;
  }

  public Look look() {
    return look;
  }

  /** A line that stays. */
  public synchronized void print(String line) {
    erase();
    out.println(Controls.visible(line));
    draw();
    out.flush();
  }

  /** What is still changing; nothing where lines cannot be written again. */
  synchronized void change(List<String> lines) {
    if (!look.live()) {
      return;
    }
    erase();
    changing = lines.stream().map(Controls::visible).map(look::fit).toList();
    draw();
    out.flush();
  }

  private void erase() {
    if (!changing.isEmpty()) {
      out.print("\u001b[" + changing.size() + "A\r\u001b[J");
    }
  }

  private void draw() {
    changing.forEach(out::println);
  }
}
