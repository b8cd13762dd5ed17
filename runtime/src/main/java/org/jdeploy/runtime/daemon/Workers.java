package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.node.FromWorker;
import org.jdeploy.runtime.node.ToWorker;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramSpec.Check;
import org.jdeploy.runtime.supervise.Event;

/** Talks with Node programs: grants sockets, drains, asks for health. Reactor thread only. */
final class Workers {
  /** How much longer than the program we wait for an answer about its health. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final LinuxHost host;
  private final Reactor reactor;
  private final InstantSource clock;
  private final SlotSockets sockets;
  private final Supervision supervision;
  private final FdStore store;

  Workers(
      LinuxHost host,
      Reactor reactor,
      InstantSource clock,
      SlotSockets sockets,
      Supervision supervision,
      FdStore store) {
    this.host = host;
    this.reactor = reactor;
    this.clock = clock;
    this.sockets = sockets;
    this.supervision = supervision;
    this.store = store;
  }

  /**
   * @param channel our end, which belongs to the link from now on
   * @param changed told when more is known of the process
   */
  void connect(LiveProcess process, int channel, Consumer<LiveProcess> changed) {
    process.channelInode.ifPresent(inode -> store.keep(channel, inode));
    process.link =
        Optional.of(
            new WorkerLink(
                host,
                reactor,
                channel,
                message -> {
                  if (heard(process, message)) {
                    changed.accept(process);
                  }
                }));
  }

  /** Takes a message; whether it is worth writing down. */
  private boolean heard(LiveProcess process, FromWorker message) {
    return switch (message) {
      case FromWorker.Hello _ -> {
        process.greeted = true;
        yield false;
      }
      case FromWorker.Listen wish -> grant(process, wish);
      case FromWorker.Listening(long seq, var host, int port) ->
          listening(process, seq, host, port);
      case FromWorker.Closed(long seq, _, _) -> closed(process, seq);
      case FromWorker.Drained _ -> {
        drained(process);
        yield false;
      }
      case FromWorker.Probed(long seq, var status, var error) -> {
        process.probes.answered(
            seq, status.isPresent() ? HttpProbe.verdict(status.getAsInt()) : error);
        yield false;
      }
      case FromWorker.Ready _ -> {
        process.saidReady = true;
        yield true;
      }
      case FromWorker.Message _ -> false;
    };
  }

  private boolean grant(LiveProcess process, FromWorker.Listen wish) {
    process.greeted = true;
    Address address = new Address(wish.host(), wish.port());
    for (Map.Entry<Long, Address> other : process.grants.entrySet()) {
      if (other.getKey() != wish.seq() && other.getValue().equals(address)) {
        refuse(process, wish.seq(), "EADDRINUSE", "the program listens there already");
        return false;
      }
    }
    try {
      SlotSockets.Granted granted = sockets.open(process.run.instance(), address, wish.backlog());
      process.grants.put(wish.seq(), address);
      process.link.ifPresent(link ->
          link.send(
              new ToWorker.ListenGranted(wish.seq(), granted.fd(), holds(process, wish.port()))));
      return true;
    } catch (SlotSockets.Refused e) {
      refuse(process, wish.seq(), e.error(), String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Until its health is known, what is asked for its health serves nobody. */
  private static boolean holds(LiveProcess process, int port) {
    return !process.ready
        && process.spec.ready().on() != ProgramSpec.Ready.On.NONE
        && questions(process.spec)
            .map(url -> HttpProbe.of(url).port())
            .anyMatch(asked -> asked == port || process.servesPort(asked));
  }

  /** Addresses it is asked on before it is ready. */
  private static Stream<String> questions(ProgramSpec spec) {
    return Stream.concat(
            spec.health().map(ProgramSpec.Health::check).stream(), spec.ready().check().stream())
        .flatMap(check -> check instanceof Check.Http(String url) ? Stream.of(url) : Stream.of());
  }

  /** It is well: what it listens on it may accept from. */
  static void accept(LiveProcess process) {
    if (questions(process.spec).findAny().isPresent()) {
      process.link.ifPresent(link -> link.send(new ToWorker.Accept()));
    }
  }

  private static void refuse(LiveProcess process, long seq, String error, String message) {
    process.link.ifPresent(link -> link.send(new ToWorker.ListenRefused(seq, error, message)));
  }

  private boolean listening(LiveProcess process, long seq, String host, int port) {
    if (process.takenOver && !process.grants.containsKey(seq)) {
      // its record was broken: what it was granted is known by what it serves
      process.greeted = true;
      sockets
          .address(process.run.program(), host, port)
          .ifPresent(address -> process.grants.put(seq, address));
    }
    Optional<String> uri =
        Optional.ofNullable(process.grants.get(seq))
            .flatMap(address -> sockets.uri(process.run.program(), address));
    if (uri.isEmpty()) {
      return false;
    }
    process.accepting.add(seq);
    if (process.listening.add(uri.get())) {
      supervision.on(new Event.Listening(process.run, uri.get()));
    }
    return true;
  }

  private boolean closed(LiveProcess process, long seq) {
    Address address = process.grants.remove(seq);
    process.accepting.remove(seq);
    if (address != null) {
      sockets.uri(process.run.program(), address).ifPresent(process.listening::remove);
    }
    return address != null;
  }

  /** Says Drained at the latest when the budget is spent; at once for what cannot drain. */
  void drain(LiveProcess process, Duration budget, boolean last) {
    if (process.link.isEmpty() || !process.greeted || process.accepting.isEmpty()) {
      drained(process);
      return;
    }
    process.link.get().send(new ToWorker.Drain(budget, last));
    reactor.schedule(clock.instant().plus(budget), () -> drained(process));
  }

  private void drained(LiveProcess process) {
    if (process.draining && !process.drained && !process.ended) {
      process.drained = true;
      supervision.on(new Event.Drained(process.run));
    }
  }

  /** Can be asked over its channel whether it is well. */
  static boolean answersFor(LiveProcess process, int port) {
    return process.link.isPresent() && process.greeted && process.servesPort(port);
  }

  /**
   * @param answer gets what is wrong, or nothing
   */
  void probe(
      LiveProcess process, HttpProbe probe, Duration timeout, Consumer<Optional<String>> answer) {
    long number = process.probes.ask(answer);
    process.link.ifPresent(link ->
        link.send(
            new ToWorker.Probe(
                number,
                probe.port(),
                probe.path(),
                Map.of("host", probe.hostHeader(), "user-agent", "jpmd"),
                timeout)));
    reactor.schedule(
        clock.instant().plus(timeout).plus(GRACE),
        () ->
            process.probes.answered(
                number, Optional.of("no answer within " + timeout.toMillis() + " ms")));
  }
}
