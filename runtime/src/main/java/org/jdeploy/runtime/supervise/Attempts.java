package org.jdeploy.runtime.supervise;

/**
 * What the restart policy remembers of an instance.
 *
 * @param failedStarts starts in a row that came to nothing
 * @param restarts restarts in a row without a long healthy life in between
 */
record Attempts(int failedStarts, int restarts) {
  static final Attempts NONE = new Attempts(0, 0);
}
