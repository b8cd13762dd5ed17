package org.jdeploy.runtime.supervise;

/** A command of the program's file around the life of a process. */
public enum Hook {
  /** Before the spawn, which waits for it: its failure is a failed start. */
  PRE_START("preStart"),
  /** Once the process is ready. Nothing waits for it. */
  POST_START("postStart"),
  /** Before the process is asked to end: draining and signals wait for it. */
  PRE_STOP("preStop"),
  /** Once the process is gone. Nothing waits for it. */
  POST_EXIT("postExit");

  private final String key;

  Hook(String key) {
    this.key = key;
  }

  /** Its name in program files. */
  public String key() {
    return key;
  }
}
