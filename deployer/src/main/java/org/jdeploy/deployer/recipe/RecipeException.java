package org.jdeploy.deployer.recipe;

import java.util.List;

/** Recipes that cannot be used; a line for each problem, with its place. */
public final class RecipeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RecipeException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
