/**
 * What a program is: records, the keys of a program file, and the readers that turn files into
 * records.
 */
@NullMarked
package org.jdeploy.runtime.program;

import org.jspecify.annotations.NullMarked;
