package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Run;

/** A process that jpmd watches, and what is known of it. Reactor thread only. */
final class LiveProcess {
  final Run run;

  /** What it was spawned with; what may change without another process may have changed. */
  ProgramSpec spec;

  final String cookie;

  /** The process that counts: the one that was spawned, or one that this named with MAINPID. */
  int pid;

  long startTime;
  final Instant startedAt;
  final String cwd;

  /** Its log files are named with the slot. */
  final boolean several;

  /** Readable when it ends. */
  int pidfd;

  /** Leads the session. */
  final int leader;

  final long leaderStartTime;

  /** What it must serve before it is ready, beside what it declares. */
  Set<String> predecessorServes = Set.of();

  Optional<WorkerLink> link = Optional.empty();
  OptionalLong channelInode = OptionalLong.empty();

  /** A former jpmd started it. */
  boolean takenOver;

  /** It was told to end. */
  boolean signalled;

  /** We sent it SIGKILL. */
  boolean killed;

  /** Of cgroup v2, for it and all it starts; empty where none can be had. */
  Optional<Path> cgroup = Optional.empty();

  /** The preload is at work in it. */
  boolean greeted;

  /** Sockets it was given, by the number of its wish. */
  final SequencedMap<Long, Address> grants = new LinkedHashMap<>();

  /** Wishes on whose sockets it accepts. */
  final Set<Long> accepting = new TreeSet<>();

  final Set<String> listening = new TreeSet<>();
  boolean saidReady;

  /** What it told of itself last; empty when nothing. */
  String says = "";

  /** Its health check fails, and that was told. */
  boolean unhealthy;

  /** It told that it reads its configuration anew. */
  boolean reloads;

  /** It told that it is about to end. */
  boolean stops;

  /** Hears what waits in its notify socket. */
  Runnable notifications = () -> {};

  boolean ready;
  boolean draining;
  boolean drained;
  boolean ended;

  /** Its channel brings health answers to these. */
  final PendingProbes probes = new PendingProbes();

  LiveProcess(RunRecord record, int pidfd, Instant startedAt) {
    this.run = record.run();
    this.spec = record.spec();
    this.cookie = record.cookie();
    this.pid = record.pid().orElseThrow();
    this.startTime = record.startTime();
    this.startedAt = startedAt;
    this.cwd = record.cwd();
    this.several = record.several();
    this.pidfd = pidfd;
    this.leader = pid;
    this.leaderStartTime = startTime;
    this.channelInode = record.channel();
    this.grants.putAll(record.grants());
    this.accepting.addAll(record.accepting());
    this.listening.addAll(record.listening());
    this.saidReady = record.saidReady();
    this.says = record.says();
    this.ready = record.ready();
    this.draining = record.draining();
  }

  RunRecord record(String bootId) {
    return new RunRecord(
        run,
        spec,
        cookie,
        bootId,
        OptionalInt.of(pid),
        startTime,
        cwd,
        channelInode,
        grants,
        accepting,
        listening,
        saidReady,
        says,
        ready,
        draining,
        several);
  }

  /** What a person should know of it beside its state. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (reloads) {
      remarks.add("reloads itself");
    }
    if (stops) {
      remarks.add("stops by itself");
    }
    if (!says.isEmpty()) {
      remarks.add(says);
    }
    return remarks;
  }

  /** All addresses in the list are served by it. */
  boolean serves(Iterable<String> addresses) {
    for (String address : addresses) {
      if (!listening.contains(address)) {
        return false;
      }
    }
    return true;
  }

  /** Ports it accepts on. */
  boolean servesPort(int port) {
    String end = ":" + port;
    return List.copyOf(listening).stream().anyMatch(address -> address.endsWith(end));
  }
}
