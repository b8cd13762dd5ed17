/** Programs' output: pumped from FIFOs into files, rotated, tailed and followed. */
@NullMarked
package org.jdeploy.runtime.log;

import org.jspecify.annotations.NullMarked;
