package org.jdeploy.runtime.client;

/**
 * A request that jpmd did not fulfil. The message is for a person.
 *
 * <p>The status is HTTP's: 400 a bad request, 404 no such thing, 409 not now, 500 a defect, 503 too
 * busy; {@link #UNREACHABLE} when nobody answered.
 */
public final class ControlException extends RuntimeException {
  /** No jpmd answers on the socket. */
  public static final int UNREACHABLE = 0;

  private static final long serialVersionUID = 1L;

  private final int status;

  public ControlException(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
