package org.jdeploy.deployer.engine;

import java.util.List;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.Stage;

/**
 * The servers that an operation is for.
 *
 * @param stage the whole stage, unfiltered
 * @param servers those of its servers that were selected, in its order
 * @param who the person who asks, {@code user@machine}
 */
public record Fleet(Stage stage, List<Server> servers, String who) {
  public Fleet {
    servers = List.copyOf(servers);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("no servers");
    }
  }
}
