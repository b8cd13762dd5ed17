/** jpmd: wires everything, owns JPM_HOME, adopts what already runs. */
@NullMarked
package org.jdeploy.runtime.daemon;

import org.jspecify.annotations.NullMarked;
