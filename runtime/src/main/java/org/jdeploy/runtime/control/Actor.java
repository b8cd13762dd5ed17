package org.jdeploy.runtime.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.PeerCredentials;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.ProcStat;
import org.jdeploy.runtime.json.JsonValue;

/**
 * Who asked for something: a process that connected, as the kernel noted it then, or a part of the
 * daemon itself.
 *
 * @param name the process's ({@code comm} of proc(5)), or the part's: {@code schedule}
 */
public record Actor(OptionalInt uid, OptionalInt pid, String name) {

  /** A part of the daemon. */
  public static Actor part(String name) {
    return new Actor(OptionalInt.empty(), OptionalInt.empty(), name);
  }

  /** Who is at the other end of a unix socket. */
  static Actor of(LinuxHost host, int fd) {
    PeerCredentials peer = host.peer(fd);
    String name = Proc.stat(peer.pid()).map(ProcStat::name).orElse("gone");
    return new Actor(OptionalInt.of(peer.uid()), OptionalInt.of(peer.pid()), name);
  }

  public JsonValue toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    uid.ifPresent(value -> json.put("uid", value));
    pid.ifPresent(value -> json.put("pid", value));
    json.put("comm", name);
    return JsonValue.of(json);
  }

  /** {@code uid 0, process 4711 (java)}. */
  @Override
  public String toString() {
    return uid.isPresent() && pid.isPresent()
        ? "uid " + uid.getAsInt() + ", process " + pid.getAsInt() + " (" + name + ")"
        : name;
  }
}
