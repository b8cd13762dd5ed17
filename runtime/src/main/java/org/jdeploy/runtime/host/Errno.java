package org.jdeploy.runtime.host;

import java.util.HashMap;
import java.util.Map;

/** Numbers, names and meanings of errors; the numbers are those of x86-64 and aarch64. */
enum Errno {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file or directory"),
  ESRCH(3, "no such process"),
  EINTR(4, "interrupted"),
  EIO(5, "input/output error"),
  ENXIO(6, "nobody is at the other end"),
  E2BIG(7, "arguments and environment are too long"),
  ENOEXEC(8, "not a program this machine can run"),
  EBADF(9, "the descriptor is not open"),
  ECHILD(10, "not a child of this process"),
  EAGAIN(11, "temporarily out of resources"),
  ENOMEM(12, "out of memory"),
  EACCES(13, "permission denied"),
  EBUSY(16, "busy"),
  EEXIST(17, "exists already"),
  EXDEV(18, "on another file system"),
  ENODEV(19, "no such device"),
  ENOTDIR(20, "not a directory"),
  EISDIR(21, "is a directory"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files on this machine"),
  EMFILE(24, "too many open files in this process"),
  ENOTTY(25, "not supported by this kernel or device"),
  ETXTBSY(26, "the file is open for writing"),
  EFBIG(27, "the file is too large"),
  ENOSPC(28, "no space left on the disk"),
  ESPIPE(29, "cannot seek"),
  EROFS(30, "the file system is read-only"),
  EPIPE(32, "the other end is closed"),
  ENAMETOOLONG(36, "the name is too long"),
  ENOSYS(38, "not supported by this kernel"),
  ENOTEMPTY(39, "the directory is not empty"),
  ELOOP(40, "too many symbolic links"),
  ENOTSOCK(88, "not a socket"),
  ENOPROTOOPT(92, "the option is not supported by this kernel"),
  EOPNOTSUPP(95, "not supported"),
  EAFNOSUPPORT(97, "the address family is not supported"),
  EADDRINUSE(98, "the address is in use"),
  EADDRNOTAVAIL(99, "the address is not one of this machine"),
  ENETDOWN(100, "the network is down"),
  ECONNRESET(104, "the other end closed the connection"),
  ENOBUFS(105, "out of buffers"),
  ENOTCONN(107, "not connected"),
  ETIMEDOUT(110, "timed out"),
  ECONNREFUSED(111, "nobody listens there"),
  ETOOMANYREFS(109, "too many descriptors in flight"),
  EDQUOT(122, "the disk quota is used up");

  private static final Map<Integer, Errno> BY_NUMBER = new HashMap<>();

  static {
    for (Errno error : values()) {
      BY_NUMBER.put(error.number, error);
    }
  }

  final int number;
  private final String meaning;

  Errno(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** Whether a call's result (a negated error number when it failed) is this error. */
  boolean is(long result) {
    return result == -number;
  }

  static String name(int number) {
    Errno known = BY_NUMBER.get(number);
    return known == null ? "errno " + number : known.name();
  }

  /** {@code EACCES, permission denied}. */
  static String describe(int number) {
    Errno known = BY_NUMBER.get(number);
    return known == null ? "errno " + number : known.name() + ", " + known.meaning;
  }
}
