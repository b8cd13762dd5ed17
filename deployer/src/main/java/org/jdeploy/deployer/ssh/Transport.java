package org.jdeploy.deployer.ssh;

import org.jdeploy.deployer.config.Server;

/**
 * The way to the servers of one run. Any number of threads may connect at once; the transport
 * limits how many handshakes are in flight.
 */
public interface Transport extends AutoCloseable {

  /** Connects, authenticates and starts the server's shell; blocks for as long as that takes. */
  RemoteShell connect(Server server) throws ConnectFailure;

  /** Ends every shell that is still open. */
  @Override
  void close();
}
