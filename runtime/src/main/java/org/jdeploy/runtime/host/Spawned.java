package org.jdeploy.runtime.host;

import java.nio.file.Path;

/**
 * A process that was started.
 *
 * @param pidfd belongs to the caller: becomes readable when the process ends
 * @param directory the working directory with all links resolved
 * @param startTime clock ticks after boot, as in {@link ProcStat#startTime}: pid and start time
 *     together name a process for good
 */
public record Spawned(int pid, int pidfd, Path directory, long startTime) {}
