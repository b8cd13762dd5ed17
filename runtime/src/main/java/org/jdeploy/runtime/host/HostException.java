package org.jdeploy.runtime.host;

/**
 * The operating system refused something. The message is for a person; it ends in the error's name
 * and meaning: {@code cannot listen on port 80: EACCES, permission denied}.
 */
public final class HostException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String message;
  private final int errno;

  HostException(String what, int errno) {
    super(what + ": " + Errno.describe(errno));
    this.message = what + ": " + Errno.describe(errno);
    this.errno = errno;
  }

  HostException(String message) {
    super(message);
    this.message = message;
    this.errno = 0;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /** The message without what was attempted: {@code ENOSPC, no space left on the disk}. */
  public String reason() {
    return errno == 0 ? message : Errno.describe(errno);
  }

  /** The kernel's number of the error, 0 when the kernel was not asked. */
  public int errno() {
    return errno;
  }

  /** There are no more descriptors, of this process or of the machine. */
  public boolean isOutOfDescriptors() {
    return errorName().equals("EMFILE") || errorName().equals("ENFILE");
  }

  /** The error's name as in errno(3): {@code EADDRINUSE}; empty when the kernel was not asked. */
  public String errorName() {
    return errno == 0 ? "" : Errno.name(errno);
  }
}
