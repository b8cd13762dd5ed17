package org.jdeploy.runtime.control;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.JsonValue.JsonObject;

/**
 * Make reality match files.
 *
 * @param reload also replace what runs unchanged
 * @param prune delete programs that came from one of these files and are no longer in it
 * @param dryRun only say what would change
 * @param fresh the client had to start this jpmd: what that started itself need not be replaced
 * @param timeout how long a successor may take to be ready; each program's own when empty
 * @param await tell the outcome, not only that it has begun
 * @param directory all of it is meant: what came from a file that is no longer there is pruned, too
 * @param broken files of the directory that cannot be read: their programs stay
 */
public record ApplyRequest(
    List<File> files,
    boolean reload,
    boolean prune,
    boolean dryRun,
    boolean fresh,
    Optional<Duration> timeout,
    boolean await,
    Optional<Path> directory,
    List<Path> broken) {

  /**
   * @param source absolute path, which names where the programs came from
   * @param programs specifications as {@code ProgramJson} writes them
   */
  public record File(Path source, List<JsonObject> programs) {}

  static ApplyRequest of(Fields json) {
    return new ApplyRequest(
        json.objects("files").stream()
            .map(file ->
                new File(
                    source(file), file.objects("programs").stream().map(Fields::json).toList()))
            .toList(),
        json.flag("reload"),
        json.flag("prune"),
        json.flag("dryRun"),
        json.flag("fresh"),
        OperationRequest.timeout(json),
        OperationRequest.await(json),
        json.optionalText("directory").map(text -> absolute("directory", text)),
        json.texts("broken").stream().map(text -> absolute("broken", text)).toList());
  }

  private static Path source(Fields file) {
    return absolute("source", file.text("source"));
  }

  private static Path absolute(String key, String text) {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path.normalize();
      }
    } catch (InvalidPathException e) {
      // told below
    }
    throw new ControlException(400, '"' + key + "\" must be an absolute path");
  }
}
