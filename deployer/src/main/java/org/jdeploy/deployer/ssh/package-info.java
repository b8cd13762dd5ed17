/** Reaching servers over SSH: one connection and one long-lived shell a server. */
@NullMarked
package org.jdeploy.deployer.ssh;

import org.jspecify.annotations.NullMarked;
