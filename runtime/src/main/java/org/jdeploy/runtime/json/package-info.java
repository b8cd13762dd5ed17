/**
 * JSON with comments as a located tree (every value knows its file, line and column), and writing
 * JSON.
 */
@NullMarked
package org.jdeploy.runtime.json;

import org.jspecify.annotations.NullMarked;
