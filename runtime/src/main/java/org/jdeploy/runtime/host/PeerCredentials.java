package org.jdeploy.runtime.host;

/** Who connected a unix socket, as the kernel noted at that moment. */
public record PeerCredentials(int pid, int uid, int gid) {}
