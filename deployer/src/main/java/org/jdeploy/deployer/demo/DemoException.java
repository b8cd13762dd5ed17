package org.jdeploy.deployer.demo;

/** The demo cannot be shown, or a promise was broken; the message is for a person. */
public final class DemoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }
}
