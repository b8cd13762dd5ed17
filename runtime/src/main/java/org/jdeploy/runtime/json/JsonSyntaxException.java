package org.jdeploy.runtime.json;

/** A text that is not JSON. The message says what was expected, without the place. */
public final class JsonSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Location at;
  private final transient Problem problem;

  public JsonSyntaxException(Location at, String message) {
    super(message);
    this.at = at;
    this.problem = new Problem(at, "", message);
  }

  public Location at() {
    return at;
  }

  public Problem problem() {
    return problem;
  }
}
