package org.jdeploy.runtime.supervise;

/**
 * A process that did not do what was asked of it.
 *
 * @param text for a person: {@code exited with code 1 before it was ready}
 */
record Fault(Run run, String text) {}
