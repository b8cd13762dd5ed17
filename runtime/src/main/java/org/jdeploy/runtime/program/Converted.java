package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;

/**
 * A file of another format in our keys, not checked yet.
 *
 * @param base where relative paths begin
 * @param keys what the format calls the key at a place: problems are told in its words
 * @param problems that the conversion found
 * @param remarks what has no equivalent and is left out
 */
record Converted(
    Path file,
    Path base,
    JsonObject tree,
    Map<Location, String> keys,
    List<Problem> problems,
    List<Problem> remarks) {

  /** The problem in the words of the format. */
  Problem inItsWords(Problem problem) {
    String key = keys.get(problem.at());
    return key == null ? problem : new Problem(problem.at(), key, problem.message());
  }
}
