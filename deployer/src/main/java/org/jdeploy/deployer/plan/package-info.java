/**
 * Planning, pure: a stage, a revision and the facts of each server become an immutable plan of
 * steps.
 */
@NullMarked
package org.jdeploy.deployer.plan;

import org.jspecify.annotations.NullMarked;
