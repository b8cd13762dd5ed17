package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A process on a server that runs the loader of the shell's runtime, as three streams. */
interface Wire {
  OutputStream in();

  InputStream out();

  InputStream err();

  /** Runs a short command beside it, as the same user; returns when that has ended. */
  void aside(String command) throws IOException;

  /** Why the streams ended, as a sentence for a person. */
  String loss();

  /** Ends it, at once and for good. */
  void close();
}
