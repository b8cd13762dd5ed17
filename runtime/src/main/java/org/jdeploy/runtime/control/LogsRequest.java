package org.jdeploy.runtime.control;

import java.util.List;

/**
 * Which lines of programs' output.
 *
 * @param targets all programs when empty
 * @param lines how many of the past, of each instance
 */
public record LogsRequest(
    List<String> targets, int lines, boolean follow, boolean out, boolean err) {

  static LogsRequest of(Request request) {
    boolean out = request.flag("out");
    boolean err = request.flag("err");
    return new LogsRequest(
        request.all("target"),
        request.number("lines", 20),
        request.flag("follow"),
        out || !err,
        err || !out);
  }
}
