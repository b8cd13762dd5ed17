/** Talks to a jpmd over its unix socket. */
@NullMarked
package org.jdeploy.runtime.client;

import org.jspecify.annotations.NullMarked;
