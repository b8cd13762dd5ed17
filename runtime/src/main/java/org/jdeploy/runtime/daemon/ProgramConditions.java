package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdeploy.runtime.host.Conditions;
import org.jdeploy.runtime.host.ResourceLimit;
import org.jdeploy.runtime.host.ResourceLimit.Resource;
import org.jdeploy.runtime.host.SpawnException;
import org.jdeploy.runtime.host.User;
import org.jdeploy.runtime.host.Users;
import org.jdeploy.runtime.program.ProgramSpec;

/** What a specification says of the conditions its processes run under. */
final class ProgramConditions {
  private ProgramConditions() {}

  /**
   * Whom the program is to run as, looked up now; empty when it names nobody.
   *
   * @throws SpawnException with a sentence when that user does not exist, or we may not
   */
  static Optional<User> user(ProgramSpec spec) {
    Optional<String> name = spec.identity().user();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    User user = Users.find(name.get(), spec.identity().group());
    boolean us = user.uid() == Users.own() && spec.identity().group().isEmpty();
    if (!us && !Users.isRoot()) {
      throw new SpawnException(
          "it is to run as "
              + user.name()
              + ", which needs a jpmd that runs as root; this one runs as "
              + Users.name(Users.own()));
    }
    return Optional.of(user);
  }

  /**
   * @param user as looked up
   * @param cgroup one of its own, when there is one
   */
  static Conditions of(ProgramSpec spec, Optional<User> user, Optional<Path> cgroup) {
    return new Conditions(
        user.filter(_ -> Users.isRoot()),
        spec.identity().umask(),
        spec.identity().nice(),
        spec.identity().oomScoreAdj(),
        limits(spec.limits()),
        cgroup);
  }

  private static List<ResourceLimit> limits(ProgramSpec.Limits limits) {
    List<ResourceLimit> all = new ArrayList<>();
    add(all, Resource.OPEN_FILES, limits.openFiles());
    add(all, Resource.PROCESSES, limits.processes());
    add(all, Resource.CORE, limits.core());
    return all;
  }

  private static void add(List<ResourceLimit> all, Resource resource, OptionalLong value) {
    value.ifPresent(number -> all.add(new ResourceLimit(resource, number)));
  }
}
