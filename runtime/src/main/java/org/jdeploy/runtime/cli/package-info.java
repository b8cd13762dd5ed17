/** The command line of jpm, one class a verb. */
@NullMarked
package org.jdeploy.runtime.cli;

import org.jspecify.annotations.NullMarked;
