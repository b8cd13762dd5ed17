/** The command line of jdeploy: one class a verb. */
@NullMarked
package org.jdeploy.deployer.cli;

import org.jspecify.annotations.NullMarked;
