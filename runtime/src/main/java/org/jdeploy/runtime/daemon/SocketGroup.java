package org.jdeploy.runtime.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.JsonValue;

/**
 * The listening sockets of a program's slots on one address, in the kernel's order: when one is
 * closed, the last takes its place.
 */
final class SocketGroup {
  private final Address address;
  private final int boundPort;
  private final List<Member> members = new ArrayList<>();

  /** Names the file of a unix socket: it is removed only while it is that one. */
  private final String file;

  /**
   * @param fd ours
   * @param inode names the socket in {@code /proc/PID/fd}
   */
  record Member(int slot, int fd, long inode) {}

  SocketGroup(Address address, int boundPort) {
    this(address, boundPort, "");
  }

  SocketGroup(Address address, int boundPort, String file) {
    this.address = address;
    this.boundPort = boundPort;
    this.file = file;
  }

  Address address() {
    return address;
  }

  int boundPort() {
    return boundPort;
  }

  String file() {
    return file;
  }

  String uri() {
    return address.uri(boundPort);
  }

  List<Member> members() {
    return List.copyOf(members);
  }

  Optional<Member> of(int slot) {
    return members.stream().filter(member -> member.slot() == slot).findFirst();
  }

  /** A socket that was opened after all the others. */
  void add(Member member) {
    members.add(member);
  }

  /** What the kernel does when the socket closes. */
  void remove(Member member) {
    int place = members.indexOf(member);
    Member last = members.removeLast();
    if (place < members.size()) {
      members.set(place, last);
    }
  }

  /** Its sockets are known by other descriptors now; the order stays. */
  void replace(Member old, Member now) {
    members.set(members.indexOf(old), now);
  }

  /** Places of the slots' sockets. */
  int[] indices(Set<Integer> slots) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      if (slots.contains(members.get(i).slot())) {
        found.add(i);
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  JsonValue toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("host", address.host());
    json.put("port", address.port());
    json.put("path", address.path());
    json.put("file", file);
    json.put("boundPort", boundPort);
    json.put(
        "members",
        members.stream()
            .map(
                member -> Map.of("slot", member.slot(), "fd", member.fd(), "inode", member.inode()))
            .toList());
    return JsonValue.of(json);
  }

  /** As a former jpmd left it: the descriptors are of that process. */
  static SocketGroup fromJson(Fields json) {
    SocketGroup group =
        new SocketGroup(
            new Address(
                json.text("host"), (int) json.number("port"), json.optionalText("path").orElse("")),
            (int) json.number("boundPort"),
            json.optionalText("file").orElse(""));
    json.objects("members")
        .forEach(member ->
            group.add(
                new Member(
                    (int) member.number("slot"),
                    (int) member.number("fd"),
                    member.number("inode"))));
    return group;
  }
}
