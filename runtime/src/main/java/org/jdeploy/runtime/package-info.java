/** jpm and jpmd: supervision on each server. */
@NullMarked
package org.jdeploy.runtime;

import org.jspecify.annotations.NullMarked;
