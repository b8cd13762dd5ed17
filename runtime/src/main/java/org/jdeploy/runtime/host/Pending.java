package org.jdeploy.runtime.host;

/** Stands where a body is still to come. */
public final class Pending {
  private Pending() {}

  @SuppressWarnings("TypeParameterUnusedInFormals") // gone with the class
  public static <T> T body() {
    if (System.nanoTime() != 0) {
      throw new UnsupportedOperationException();
    }
    throw new IllegalStateException();
  }
}
