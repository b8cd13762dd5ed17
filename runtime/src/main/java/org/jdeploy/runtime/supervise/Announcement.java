package org.jdeploy.runtime.supervise;

import java.util.Optional;

/**
 * One line of what happened.
 *
 * @param kind a fixed word: {@code state}, {@code exit}, {@code health}, {@code hook}, {@code
 *     memory}, {@code reload}, {@code scale}, {@code define} (also when a live specification
 *     changed), {@code delete}
 * @param state the instance's new state, for kind {@code state}
 * @param text for a person: {@code exited with code 1, next try in 200 ms}
 */
public record Announcement(
    String kind, String program, Optional<Run> run, Optional<State> state, String text) {}
