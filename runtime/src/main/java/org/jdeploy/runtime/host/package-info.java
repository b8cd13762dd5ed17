/**
 * The edge to the operating system: processes, descriptors, sockets, the reactor and /proc, by
 * foreign function calls.
 */
@NullMarked
package org.jdeploy.runtime.host;

import org.jspecify.annotations.NullMarked;
