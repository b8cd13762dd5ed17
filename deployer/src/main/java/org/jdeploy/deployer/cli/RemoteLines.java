package org.jdeploy.deployer.cli;

import java.util.List;
import org.jdeploy.deployer.engine.CommandResult;
import org.jdeploy.deployer.engine.EngineListener;

/** Shows what a command prints on many servers. */
interface RemoteLines extends EngineListener {

  /** Every server is done. */
  void end(List<CommandResult> results);
}
