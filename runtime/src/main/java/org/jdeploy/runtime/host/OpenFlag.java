package org.jdeploy.runtime.host;

/** How to open a file; see open(2). Everything is opened close-on-exec. */
public enum OpenFlag {
  READ,
  WRITE,
  CREATE,
  EXCLUSIVE,
  TRUNCATE,
  APPEND,
  NONBLOCK,
  DIRECTORY,
  NOFOLLOW,
  /** Only names the file: nothing is read, and a FIFO's other end does not notice. */
  PATH
}
