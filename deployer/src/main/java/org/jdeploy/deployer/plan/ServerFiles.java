package org.jdeploy.deployer.plan;

import java.util.List;

/**
 * What was rendered for one server.
 *
 * @param files for the release that is being made
 * @param canonical the same, rendered as if the release had no name of its own: what decides
 *     whether a server already has it
 */
public record ServerFiles(List<RenderedFile> files, List<RenderedFile> canonical) {
  public ServerFiles {
    files = List.copyOf(files);
    canonical = List.copyOf(canonical);
  }
}
