package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows in aligned columns; the last column gives way when the line would not fit. */
final class Table {
  private static final String GAP = "  ";
  private static final int LEAST = 8;

  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> rightAligned;

  private Table(List<Boolean> rightAligned) {
    this.rightAligned = rightAligned;
  }

  /** A title that begins with {@code >} aligns its column to the right. */
  static Table of(String... titles) {
    List<Boolean> right = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String title : titles) {
      right.add(title.startsWith(">"));
      names.add(title.startsWith(">") ? title.substring(1) : title);
    }
    Table table = new Table(right);
    table.rows.add(names);
    return table;
  }

  void row(List<String> cells) {
    if (cells.size() != rightAligned.size()) {
      throw new IllegalArgumentException(cells.size() + " cells, not " + rightAligned.size());
    }
    rows.add(List.copyOf(cells));
  }

  /**
   * @param width of a line at most
   * @param painted column to be painted, its text is given padded
   */
  List<String> lines(int width, int painted, UnaryOperator<String> paint) {
    int[] widths = new int[rightAligned.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int others = 0;
    for (int i = 0; i < widths.length - 1; i++) {
      others += widths[i] + GAP.length();
    }
    int last = Math.max(LEAST, width - others);
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = rows.get(r).get(i);
        if (i == widths.length - 1) {
          line.append(shortened(cell, last));
        } else {
          String padded = pad(cell, widths[i], rightAligned.get(i));
          line.append(i == painted && r > 0 ? padded.replace(cell, paint.apply(cell)) : padded)
              .append(GAP);
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String pad(String cell, int width, boolean right) {
    String space = " ".repeat(width - cell.length());
    return right ? space + cell : cell + space;
  }

  private static String shortened(String cell, int width) {
    return cell.length() <= width ? cell : cell.substring(0, width - 1) + "…";
  }
}
