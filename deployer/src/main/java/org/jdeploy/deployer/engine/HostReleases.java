package org.jdeploy.deployer.engine;

import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.journal.ReleaseRecord;

/**
 * The releases of a server, newest last.
 *
 * @param problem why it could not be asked
 * @param live what {@code current} points at
 */
public record HostReleases(
    String host, Optional<String> problem, Optional<String> live, List<ReleaseRecord> releases) {
  public HostReleases {
    releases = List.copyOf(releases);
  }
}
