package org.jdeploy.deployer.engine;

/** Why an operation cannot go on, for a person, with the exit code that says so. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String text;

  public EngineException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
    this.text = message;
  }

  /** The message. */
  public String text() {
    return text;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  public int exitCode() {
    return exitCode;
  }
}
