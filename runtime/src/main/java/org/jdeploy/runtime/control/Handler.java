package org.jdeploy.runtime.control;

/** Answers requests, on any thread. */
@FunctionalInterface
public interface Handler {
  /**
   * @throws org.jdeploy.runtime.client.ControlException for what the client did wrong
   */
  Response handle(Request request);
}
