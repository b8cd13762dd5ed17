package org.jdeploy.deployer.template;

import java.util.List;

/** Templates that could not be rendered: a line for each, with file, line and column. */
public final class RenderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RenderException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
