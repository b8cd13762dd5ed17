package org.jdeploy.deployer.recipe;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The points of a deploy that jobs can hang on. */
public final class Points {
  /** Each has a {@code before:} and an {@code after:}. */
  private static final List<String> NAMES =
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

  /** Points between the servers' own steps, where a job can run on the machine that deploys. */
  static final List<String> LOCAL =
      List.of(
          "before:connect",
          "before:prepare",
          "after:prepare",
          "before:publish",
          "after:publish",
          "before:finish",
          "after:finish",
          "before:rollback",
          "after:rollback",
          "failed");

  private Points() {}

  static boolean local(String point) {
    return LOCAL.contains(point);
  }

  /** Points that a project's hooks may name. */
  public static Set<String> project() {
    Set<String> points = new LinkedHashSet<>();
    NAMES.forEach(name -> {
      points.add("before:" + name);
      points.add("after:" + name);
    });
    points.add("failed");
    return points;
  }

  /**
   * Points that a recipe's hooks may name: also {@code build}, {@code reload} (again when a release
   * is reverted, with the old release) and {@code remove} (when a first release is taken back).
   */
  static Set<String> recipe() {
    Set<String> points = project();
    points.addAll(List.of("build", "reload", "remove"));
    return points;
  }

  static String suggestion(String point) {
    String name = point.substring(point.indexOf(':') + 1);
    return NAMES.contains(name)
        ? ": write \"before:" + name + "\" or \"after:" + name + "\""
        : ", expected one of " + String.join(", ", recipe());
  }

  static String word(Enum<?> constant) {
    return constant == Job.In.DEPLOY_TO ? "deployTo" : constant.name().toLowerCase(Locale.ROOT);
  }
}
