package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Looks users and groups up as the C library does: in files, LDAP, SSSD, whatever nsswitch.conf(5)
 * says. May wait for a server.
 */
public final class Users {
  /** Some groups have thousands of members, and all their names are read. */
  private static final int BUFFER = 1 << 20;

  private static final int MOST_GROUPS = 65_536;
  private static final int ROOT = 0;

  private Users() {}

  /** The number of whoever runs us. */
  public static int own() {
    return Libc.call(Function.GETEUID, 0);
  }

  public static boolean isRoot() {
    return own() == ROOT;
  }

  /** The name that belongs to the number, or the number. */
  public static String name(int uid) {
    return byNumber(uid).map(User::name).orElse(Integer.toUnsignedString(uid));
  }

  /**
   * A user with all its groups, as initgroups(3) sees them.
   *
   * @param user name or number
   * @param group name or number; the user's own when empty
   * @throws SpawnException with a sentence when one of them does not exist
   */
  public static User find(String user, Optional<String> group) {
    Optional<User> known = byName(user).or(() -> number(user).flatMap(Users::byNumber));
    if (known.isEmpty()) {
      int uid = number(user).orElseThrow(() -> new SpawnException("there is no user " + user));
      String needed =
          group.orElseThrow(() ->
              new SpawnException(
                  "the user number "
                      + user
                      + " has no entry, so say its group, too: \""
                      + user
                      + ":GROUP\""));
      int gid = group(needed);
      return new User(user, uid, gid, List.of(gid), "/");
    }
    int gid = group.map(Users::group).orElse(known.get().gid());
    String name = known.get().name();
    return new User(name, known.get().uid(), gid, groups(name, gid), known.get().home());
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseUnsignedInt(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<User> byName(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return user(arena, Function.GETPWNAM_R, Libc.string(arena, name).address());
    }
  }

  private static Optional<User> byNumber(int uid) {
    try (Arena arena = Arena.ofConfined()) {
      return user(arena, Function.GETPWUID_R, uid);
    }
  }

  /** struct passwd: name@0, password@8, uid@16, gid@20, gecos@24, directory@32, shell@40. */
  private static Optional<User> user(Arena arena, Function lookup, long key) {
    return entry(arena, lookup, key)
        .map(entry -> {
          int gid = entry.get(ValueLayout.JAVA_INT, 20);
          return new User(
              text(entry, 0), entry.get(ValueLayout.JAVA_INT, 16), gid, List.of(), text(entry, 32));
        });
  }

  /** struct group: name@0, password@8, gid@16, members@24. */
  private static int group(String group) {
    try (Arena arena = Arena.ofConfined()) {
      return entry(arena, Function.GETGRNAM_R, Libc.string(arena, group).address())
          .map(entry -> OptionalInt.of(entry.get(ValueLayout.JAVA_INT, 16)))
          .orElseGet(() -> number(group).map(OptionalInt::of).orElse(OptionalInt.empty()))
          .orElseThrow(() -> new SpawnException("there is no group " + group));
    }
  }

  private static Optional<MemorySegment> entry(Arena arena, Function lookup, long key) {
    MemorySegment entry = arena.allocate(64, 8);
    MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
    long buffer = arena.allocate(BUFFER, 8).address();
    Libc.call(lookup, key, entry.address(), buffer, BUFFER, result.address(), 0);
    return result.get(ValueLayout.JAVA_LONG, 0) == 0 ? Optional.empty() : Optional.of(entry);
  }

  private static String text(MemorySegment entry, long offset) {
    long address = entry.get(ValueLayout.JAVA_LONG, offset);
    return MemorySegment.ofAddress(address).reinterpret(BUFFER).getString(0);
  }

  private static List<Integer> groups(String user, int gid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment groups = arena.allocate(ValueLayout.JAVA_INT, MOST_GROUPS);
      MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
      count.set(ValueLayout.JAVA_INT, 0, MOST_GROUPS);
      Libc.call(
          Function.GETGROUPLIST,
          Libc.string(arena, user).address(),
          gid,
          groups.address(),
          count.address());
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < count.get(ValueLayout.JAVA_INT, 0); i++) {
        all.add(groups.getAtIndex(ValueLayout.JAVA_INT, i));
      }
      return all;
    }
  }
}
