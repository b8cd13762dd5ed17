package org.jdeploy.runtime.log;

/**
 * Who prints: a program's instance.
 *
 * @param stream {@code out} or {@code err}
 */
public record LogSource(String program, int slot, String stream) {}
