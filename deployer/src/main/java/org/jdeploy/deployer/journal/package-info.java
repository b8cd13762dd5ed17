/**
 * The record that each server keeps of its releases: events, their codec, and what follows from
 * them.
 */
@NullMarked
package org.jdeploy.deployer.journal;

import org.jspecify.annotations.NullMarked;
