package org.jdeploy.runtime.host;

import java.util.OptionalInt;

/**
 * What {@link LinuxHost#receive} got.
 *
 * @param bytes how many were put into the buffer; 0 when there is nothing now, -1 at the end
 * @param descriptor a descriptor that came with them and now belongs to the receiver
 */
public record Received(int bytes, OptionalInt descriptor) {}
