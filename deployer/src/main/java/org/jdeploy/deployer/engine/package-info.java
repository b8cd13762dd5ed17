/** Runs a plan over the servers' shells: connects, prepares, publishes, confirms, reverts. */
@NullMarked
package org.jdeploy.deployer.engine;

import org.jspecify.annotations.NullMarked;
