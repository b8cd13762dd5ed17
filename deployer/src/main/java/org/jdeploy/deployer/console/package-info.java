/**
 * What a person or a script reads while and after jdeploy works: progress, tables, JSON, the log.
 */
@NullMarked
package org.jdeploy.deployer.console;

import org.jspecify.annotations.NullMarked;
