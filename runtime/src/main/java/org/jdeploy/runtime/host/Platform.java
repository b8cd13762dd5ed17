package org.jdeploy.runtime.host;

import java.util.Locale;
import java.util.Optional;

/**
 * The machines we run on, and what differs between them in the kernel's binary interface. System
 * call numbers above 423 and all constants not named here are the same on both.
 */
enum Platform {
  // epoll_event is packed on x86-64 alone; the open(2) flags are those of asm/fcntl.h, the numbers
  // of system calls those of asm/unistd.h
  X86_64(12, 4, 0x10000, 0x20000, 116, 119, 117),
  AARCH64(16, 8, 0x4000, 0x8000, 159, 149, 147);

  final int epollEventSize;
  final int epollDataOffset;
  final int oDirectory;
  final int oNoFollow;
  final int setgroups;
  final int setresgid;
  final int setresuid;

  Platform(
      int epollEventSize,
      int epollDataOffset,
      int oDirectory,
      int oNoFollow,
      int setgroups,
      int setresgid,
      int setresuid) {
    this.epollEventSize = epollEventSize;
    this.epollDataOffset = epollDataOffset;
    this.oDirectory = oDirectory;
    this.oNoFollow = oNoFollow;
    this.setgroups = setgroups;
    this.setresgid = setresgid;
    this.setresuid = setresuid;
  }

  /** This machine's; what {@link #check} says when there is none. */
  static Platform current() {
    return Current.PLATFORM;
  }

  /**
   * @param osName the system property {@code os.name}
   * @param arch the system property {@code os.arch}
   * @param glibc its version; empty for another C library
   * @param kernel its release, such as {@code 6.1.0-18-amd64}
   * @throws HostException with one sentence when we cannot run there
   */
  static Platform check(String osName, String arch, Optional<String> glibc, String kernel) {
    if (!osName.equals("Linux")) {
      throw new HostException("jpm runs on Linux only, and this is " + osName);
    }
    Platform platform =
        switch (arch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> X86_64;
          case "aarch64", "arm64" -> AARCH64;
          default ->
              throw new HostException(
                  "jpm runs on x86-64 and aarch64 processors only, and this is " + arch);
        };
    if (glibc.isEmpty()) {
      throw new HostException(
          "jpm needs the GNU C library, and this Linux (Alpine?) has another one");
    }
    if (isBefore(glibc.get(), 2, 34)) {
      throw new HostException("jpm needs glibc 2.34 or newer, and this is " + glibc.get());
    }
    if (isBefore(kernel, 5, 14)) {
      throw new HostException("jpm needs Linux 5.14 or newer, and this is " + kernel);
    }
    return platform;
  }

  private static boolean isBefore(String version, int major, int minor) {
    String[] parts = version.split("[^0-9]+", 3);
    try {
      int first = Integer.parseInt(parts[0]);
      int second = parts.length > 1 && !parts[1].isEmpty() ? Integer.parseInt(parts[1]) : 0;
      return first < major || (first == major && second < minor);
    } catch (NumberFormatException e) {
      return false; // an unheard-of scheme is no reason to refuse
    }
  }

  private static final class Current {
    static final Platform PLATFORM =
        check(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Libc.glibcVersion(),
            System.getProperty("os.version"));
  }
}
