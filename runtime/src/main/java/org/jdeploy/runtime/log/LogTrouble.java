package org.jdeploy.runtime.log;

import java.nio.file.Path;

/**
 * Output cannot be written and is dropped, or that is over.
 *
 * @param file where it should have gone
 * @param reason such as {@code ENOSPC, no space left on the disk}
 * @param lost bytes that were dropped; 0 at the beginning
 * @param over it is written again
 */
public record LogTrouble(Path file, String reason, long lost, boolean over) {}
