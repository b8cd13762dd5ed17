/** The HTTP and JSON control interface of jpmd. */
@NullMarked
package org.jdeploy.runtime.control;

import org.jspecify.annotations.NullMarked;
