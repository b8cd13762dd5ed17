package org.jdeploy.deployer.console;

import java.util.ArrayList;
import java.util.List;

/** Columns under headings, as wide as their widest cell; the last one takes what is left. */
public final class Table {
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... headings) {
    this.headings = List.of(headings);
  }

  /** A row; cells may hold color sequences. */
  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public List<String> lines(Look look) {
    int columns = headings.size();
    int[] widths = new int[columns];
    for (int i = 0; i < columns; i++) {
      widths[i] = headings.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(look.dim(line(headings, widths)));
    rows.forEach(row -> lines.add(look.live() ? look.fit(line(row, widths)) : line(row, widths)));
    return lines;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i));
      if (i < widths.length - 1) {
        line.append(" ".repeat(widths[i] - length(cells.get(i)) + 2));
      }
    }
    return line.toString().stripTrailing();
  }

  private static int length(String cell) {
    return cell.replaceAll("\u001b\\[[0-9;]*m", "").length();
  }
}
