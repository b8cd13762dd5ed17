package org.jdeploy.runtime.program;

import java.util.BitSet;
import java.util.List;

/**
 * One field of a cron expression.
 *
 * @param what for messages
 * @param names of values, the first one for {@code least}
 */
record CronField(String what, int least, int most, List<String> names) {

  BitSet parse(String text) {
    BitSet values = new BitSet();
    for (String part : text.split(",", -1)) {
      add(part, values);
    }
    return values;
  }

  private void add(String part, BitSet values) {
    int slash = part.indexOf('/');
    String range = slash < 0 ? part : part.substring(0, slash);
    int step = slash < 0 ? 1 : number(part.substring(slash + 1), part);
    if (step < 1) {
      throw wrong(part, "a step is at least 1");
    }
    int from = least;
    int to = most;
    if (!range.equals("*")) {
      int dash = range.indexOf('-', 1);
      from = value(dash < 0 ? range : range.substring(0, dash), part);
      to = dash >= 0 ? value(range.substring(dash + 1), part) : slash >= 0 ? most : from;
    }
    if (from > to) {
      throw wrong(part, "the range is empty");
    }
    for (int value = from; value <= to; value += step) {
      values.set(value);
    }
  }

  private int value(String text, String part) {
    int named = names.indexOf(text);
    int value = named >= 0 ? named + least : number(text, part);
    if (value < least || value > most) {
      throw wrong(part, "expected " + least + " to " + most);
    }
    return value;
  }

  private int number(String text, String part) {
    if (text.matches("[0-9]{1,4}")) {
      return Integer.parseInt(text);
    }
    throw wrong(
        part,
        "expected a number from "
            + least
            + " to "
            + most
            + (names.isEmpty() ? "" : ", or a name such as " + names.get(1)));
  }

  private IllegalArgumentException wrong(String part, String why) {
    return new IllegalArgumentException("in " + what + " \"" + part + "\": " + why);
  }
}
