package org.jdeploy.runtime.host;

import java.util.List;

/**
 * As whom a process runs.
 *
 * @param groups all of them, the one in {@code gid} included
 * @param home its home directory
 */
public record User(String name, int uid, int gid, List<Integer> groups, String home) {
  public User {
    groups = List.copyOf(groups);
  }
}
