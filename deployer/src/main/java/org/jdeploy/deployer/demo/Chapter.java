package org.jdeploy.deployer.demo;

import java.time.Duration;

/**
 * One command of the story, as measured.
 *
 * @param title what it showed
 * @param command as a person would type it
 * @param exitCode of the command
 * @param took how long the command took
 * @param answered requests that were answered meanwhile
 * @param lost requests that were not
 */
public record Chapter(
    String title, String command, int exitCode, Duration took, long answered, long lost) {}
