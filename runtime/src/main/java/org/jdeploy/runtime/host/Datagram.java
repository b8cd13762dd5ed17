package org.jdeploy.runtime.host;

/**
 * What {@link LinuxHost#receiveDatagram} got, beside the bytes in the buffer.
 *
 * @param whole it fitted into the buffer
 * @param sender as the kernel knows it; may have ended meanwhile
 */
public record Datagram(boolean whole, PeerCredentials sender) {}
