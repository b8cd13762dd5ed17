package org.jdeploy.deployer.config;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A template and where its text goes. Target and install may hold {@code ${vars.…}} and {@code
 * ${host.…}}: {@link Server#fill} puts them in.
 *
 * @param source name below {@code deploy/templates} or of a built-in template
 * @param target relative to the release
 * @param mode permission bits
 * @param roles only servers with one of these; empty = all
 * @param install absolute path that gets a copy on publish and on revert
 */
public record TemplateFile(
    String source, String target, OptionalInt mode, Set<String> roles, Optional<String> install) {

  public TemplateFile {
    roles = Set.copyOf(roles);
  }
}
