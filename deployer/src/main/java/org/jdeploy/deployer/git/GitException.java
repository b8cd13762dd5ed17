package org.jdeploy.deployer.git;

/** What was asked of a repository cannot be had; the message is for a person. */
public final class GitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GitException(String message) {
    super(message);
  }

  public GitException(String message, Throwable cause) {
    super(message, cause);
  }
}
