package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.User;
import org.jdeploy.runtime.host.Users;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Instance;
import org.jspecify.annotations.Nullable;

/**
 * The listening sockets of programs: one for each slot and address, kept over restarts and reloads,
 * so that no connection is ever refused or reset while a program is replaced. Reactor thread only.
 */
final class SlotSockets {
  private final LinuxHost host;
  private final StateFiles state;
  private final FdStore store;
  private final Map<String, Map<Address, SocketGroup>> groups = new TreeMap<>();
  private final Map<String, Set<Integer>> live = new TreeMap<>();

  /** Files of unix sockets of a former jpmd that could not be taken back, with their keys. */
  private final Map<Path, String> lost = new TreeMap<>();

  SlotSockets(LinuxHost host, StateFiles state, FdStore store) {
    this.store = store;
    this.host = host;
    this.state = state;
  }

  /**
   * @param fd stays ours
   */
  record Granted(int fd, String uri) {}

  /** A socket cannot be had; the error is one of errno(3). */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String error;

    Refused(String error, String message) {
      super(message);
      this.error = error;
    }

    String error() {
      return error;
    }
  }

  /** The slot's socket on a TCP address, opened when it is not yet. */
  Granted open(Instance instance, Address address, int backlog) throws Refused {
    return open(instance, address, new Tcp(Math.max(backlog, 511)));
  }

  /** The socket that a program declared; a unix one is the same for all slots. */
  Granted open(Instance instance, ProgramSpec spec, ProgramSpec.Listen listen) throws Refused {
    return open(
        instance,
        Address.of(listen),
        listen.path().isEmpty()
            ? new Tcp(511)
            : new Unix(listen.path().get(), listen.mode(), ProgramConditions.user(spec)));
  }

  private sealed interface Kind {}

  private record Tcp(int backlog) implements Kind {}

  private record Unix(Path path, int mode, Optional<User> owner) implements Kind {}

  private Granted open(Instance instance, Address address, Kind kind) throws Refused {
    Map<Address, SocketGroup> mine =
        groups.computeIfAbsent(instance.program(), _ -> new LinkedHashMap<>());
    SocketGroup group = mine.get(address);
    if (group != null) {
      Optional<SocketGroup.Member> held = group.of(instance.slot());
      if (held.isPresent()) {
        return new Granted(held.get().fd(), group.uri());
      }
    }
    refuseTaken(instance.program(), address);
    try {
      int fd = listen(address, group, kind);
      if (group == null) {
        group =
            address.isUnix()
                ? new SocketGroup(address, 0, UnixFile.key(Path.of(address.path())))
                : new SocketGroup(address, host.boundPort(fd));
        mine.put(address, group);
      }
      long inode = host.socketInode(fd);
      group.add(new SocketGroup.Member(instance.slot(), fd, inode));
      store.keep(fd, inode);
      save(instance.program());
      steer(instance.program());
      return new Granted(fd, group.uri());
    } catch (HostException e) {
      throw new Refused(
          e.errorName().isEmpty() ? "EINVAL" : e.errorName(), String.valueOf(e.getMessage()));
    }
  }

  private int listen(Address address, @Nullable SocketGroup group, Kind kind) {
    return switch (kind) {
      case Tcp(int backlog) ->
          host.listenTcp(
              address.host(), group == null ? address.port() : group.boundPort(), backlog);
      case Unix(Path path, int mode, Optional<User> owner) -> {
        if (group != null) {
          yield host.dup(group.members().getFirst().fd());
        }
        UnixFile.remove(path, lost.getOrDefault(path, ""));
        yield host.listenUnix(path, mode, owner.filter(_ -> Users.isRoot()));
      }
    };
  }

  /** Two programs of one user could share a port without the kernel minding. */
  private void refuseTaken(String program, Address address) throws Refused {
    for (Map.Entry<String, Map<Address, SocketGroup>> other : groups.entrySet()) {
      for (SocketGroup group : other.getValue().values()) {
        if (!other.getKey().equals(program)
            && group.boundPort() == address.port()
            && group.address().overlaps(address)) {
          throw new Refused(
              "EADDRINUSE",
              (address.isUnix() ? "socket " + address.path() : "port " + address.port())
                  + " belongs to program "
                  + other.getKey());
        }
      }
    }
  }

  /** All that are open. */
  List<Integer> descriptors() {
    List<Integer> all = new ArrayList<>();
    groups
        .values()
        .forEach(mine ->
            mine.values().forEach(group -> group.members().forEach(one -> all.add(one.fd()))));
    return all;
  }

  /** The name of the address, once a socket is open there. */
  Optional<String> uri(String program, Address address) {
    return Optional.ofNullable(groups.getOrDefault(program, Map.of()).get(address))
        .map(SocketGroup::uri);
  }

  /** As it was asked for, by what the kernel says that a socket is bound to. */
  Optional<Address> address(String program, String boundHost, int boundPort) {
    return groups.getOrDefault(program, Map.of()).values().stream()
        .filter(group -> group.boundPort() == boundPort)
        .map(SocketGroup::address)
        .filter(address -> address.host().equals(boundHost) || address.host().isEmpty())
        .findFirst();
  }

  void close(Instance instance) {
    retain(instance, Set.of());
  }

  /** Closes the slot's sockets on all other addresses. */
  void retain(Instance instance, Set<Address> used) {
    Map<Address, SocketGroup> mine = groups.getOrDefault(instance.program(), Map.of());
    boolean closed = false;
    for (SocketGroup group : List.copyOf(mine.values())) {
      Optional<SocketGroup.Member> member = group.of(instance.slot());
      if (member.isEmpty() || used.contains(group.address())) {
        continue;
      }
      closed = true;
      store.drop(member.get().inode());
      host.close(member.get().fd());
      group.remove(member.get());
      if (group.members().isEmpty()) {
        mine.remove(group.address());
        if (group.address().isUnix()) {
          UnixFile.remove(Path.of(group.address().path()), group.file());
        }
      }
    }
    if (closed) {
      save(instance.program());
      steer(instance.program());
    }
  }

  /** New connections go to these slots only, to all when there are none. */
  void steer(String program, Set<Integer> slots) {
    live.put(program, Set.copyOf(slots));
    save(program);
    steer(program);
  }

  private void steer(String program) {
    Set<Integer> slots = live.getOrDefault(program, Set.of());
    for (SocketGroup group : groups.getOrDefault(program, Map.of()).values()) {
      List<SocketGroup.Member> members = group.members();
      if (!members.isEmpty() && !group.address().isUnix()) {
        host.steer(members.getFirst().fd(), group.indices(slots), members.size());
      }
    }
  }

  private void save(String program) {
    Map<Address, SocketGroup> mine = groups.getOrDefault(program, Map.of());
    if (mine.isEmpty()) {
      groups.remove(program);
      state.delete(program + ".json");
      return;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("program", program);
    json.put("live", live.getOrDefault(program, Set.of()));
    json.put("groups", mine.values().stream().map(SocketGroup::toJson).toList());
    state.write(program + ".json", (JsonObject) JsonValue.of(json));
  }

  /** Finds a socket of a former jpmd by its inode in the programs that still run. */
  @FunctionalInterface
  interface Finder {
    /** A descriptor of ours for the slot's socket; empty when nobody holds it. */
    OptionalInt find(Instance instance, long inode);
  }

  /** Takes back what a former jpmd had open. */
  void takeBack(Fields json, Finder finder) {
    String program = json.text("program");
    Set<Integer> slots = new LinkedHashSet<>();
    json.items("live")
        .forEach(item -> {
          if (item instanceof JsonNumber number) {
            slots.add(number.value().intValue());
          }
        });
    Map<Address, SocketGroup> mine = new LinkedHashMap<>();
    for (Fields saved : json.objects("groups")) {
      SocketGroup group = SocketGroup.fromJson(saved);
      takeBack(program, group, finder);
      if (!group.members().isEmpty()) {
        mine.put(group.address(), group);
      } else if (group.address().isUnix()) {
        lost.put(Path.of(group.address().path()), group.file());
      }
    }
    groups.put(program, mine);
    live.put(program, slots);
    save(program);
    steer(program);
  }

  /**
   * What nobody holds went when the former jpmd ended, and the kernel closes descriptors in
   * ascending order: so we know who moved to whose place.
   */
  private static void takeBack(String program, SocketGroup group, Finder finder) {
    List<SocketGroup.Member> lost = new ArrayList<>();
    for (SocketGroup.Member member : group.members()) {
      OptionalInt fd = finder.find(new Instance(program, member.slot()), member.inode());
      if (fd.isPresent()) {
        group.replace(member, new SocketGroup.Member(member.slot(), fd.getAsInt(), member.inode()));
      } else {
        lost.add(member);
      }
    }
    lost.sort(Comparator.comparingInt(SocketGroup.Member::fd));
    lost.forEach(group::remove);
  }
}
