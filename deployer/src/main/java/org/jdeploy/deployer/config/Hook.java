package org.jdeploy.deployer.config;

import java.util.List;

/**
 * A task at a point of the deploy.
 *
 * @param point one of {@link #POINTS}
 * @param task name of a task of deploy.json or of a recipe ({@code node:install})
 */
public record Hook(String point, String task) {
  private static final List<String> STEPS =
      List.of(
          "connect",
          "prepare",
          "checkout",
          "link",
          "build",
          "publish",
          "reload",
          "finish",
          "rollback");

  /** Every point: {@code before:} and {@code after:} each step, and {@code failed}. */
  public static final List<String> POINTS =
      java.util.stream.Stream.concat(
              STEPS.stream()
                  .flatMap(step -> java.util.stream.Stream.of("before:" + step, "after:" + step)),
              java.util.stream.Stream.of("failed"))
          .toList();
}
