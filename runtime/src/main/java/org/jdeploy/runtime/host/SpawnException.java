package org.jdeploy.runtime.host;

/**
 * A process could not even begin. The message is one sentence for the person who wrote its file.
 */
public final class SpawnException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String message;

  /**
   * @param message for a person
   */
  public SpawnException(String message) {
    super(message);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
