/** Black-box scenarios: the launchers of this clone against real sshd, node and git. */
@NullMarked
package org.jdeploy.acceptance;

import org.jspecify.annotations.NullMarked;
