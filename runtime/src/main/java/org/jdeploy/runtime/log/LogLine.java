package org.jdeploy.runtime.log;

/**
 * A line of a log file, or a piece of one that is longer than 64 KiB.
 *
 * @param time when its end was written, in milliseconds since 1970
 * @param bytes how long it is in the file, with its end
 */
public record LogLine(long time, String text, int bytes) {}
