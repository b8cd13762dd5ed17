/**
 * {@code jdeploy demo}: embedded SSH servers, a sample application under load, the whole story with
 * measured numbers.
 */
@NullMarked
package org.jdeploy.deployer.demo;

import org.jspecify.annotations.NullMarked;
