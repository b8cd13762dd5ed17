package org.jdeploy.deployer.template;

import java.util.Optional;

/** The values of secrets, found when one is asked for. */
@FunctionalInterface
public interface Secrets {
  /** No secrets. */
  Secrets NONE = _ -> Optional.empty();

  /** Empty when there is no secret of that name. */
  Optional<String> value(String name);
}
