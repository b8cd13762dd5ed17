package org.jdeploy.runtime.host;

/** Numbers of signals, for those who tell them to others. */
public final class SignalNumbers {
  private SignalNumbers() {}

  /**
   * @param name without {@code SIG}
   * @throws HostException when there is none
   */
  public static int of(String name) {
    return Signals.number(name);
  }
}
