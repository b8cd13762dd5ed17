/** Measurements beside the tools people use today, in the same run on the same machine. */
@NullMarked
package org.jdeploy.bench;

import org.jspecify.annotations.NullMarked;
