/**
 * The pure core: state machines, restart policy, rolling reload. Events in, actions out; no I/O,
 * clock, thread or randomness.
 */
@NullMarked
package org.jdeploy.runtime.supervise;

import org.jspecify.annotations.NullMarked;
