/**
 * What makes Node.js special: the preload script, the channel protocol, socket hand-over, draining.
 */
@NullMarked
package org.jdeploy.runtime.node;

import org.jspecify.annotations.NullMarked;
