package org.jdeploy.deployer.ssh;

/** Why a server could not be reached: one sentence that names the cause and what to do. */
public final class ConnectFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String sentence;

  ConnectFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.sentence = message;
  }

  ConnectFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.sentence = message;
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  public Kind kind() {
    return kind;
  }

  /** The stage at which it ended. */
  public enum Kind {
    /** The host string or ssh_config makes no sense. */
    CONFIGURATION,
    UNKNOWN_HOST,
    REFUSED,
    TIMEOUT,
    /** The server's key is unknown, changed or revoked. */
    HOST_KEY,
    AUTHENTICATION,
    /** The login works, the shell does not. */
    SHELL,
    /** Anything else that ended the connection. */
    LOST
  }
}
