/**
 * What is said to a server's shell, as plain data: quoting, the runtime that runs steps there, and
 * its frames. Nothing here does input or output.
 */
@NullMarked
package org.jdeploy.deployer.shell;

import org.jspecify.annotations.NullMarked;
