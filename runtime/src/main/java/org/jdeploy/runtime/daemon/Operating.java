package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.control.LineSink;
import org.jdeploy.runtime.control.OperationRequest;
import org.jdeploy.runtime.control.OperationRequest.Verb;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.StartOrder;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.OperationId;
import org.jdeploy.runtime.supervise.ProgramView;

/** Does what operators ask of programs that are known. Called on a control thread. */
final class Operating {
  private static final int MOST_INSTANCES = 1000;

  private final Parts parts;

  Operating(Parts parts) {
    this.parts = parts;
  }

  void operate(OperationRequest request, Actor actor, LineSink lines)
      throws IOException, InterruptedException {
    try (Conversation conversation = new Conversation(parts.journal(), parts.lastWords())) {
      parts
          .reactor()
          .ask(() -> {
            begin(request, actor, conversation);
            return true;
          });
      conversation.run(lines, request.await());
    }
  }

  private void begin(OperationRequest request, Actor actor, Conversation conversation) {
    List<ProgramView> programs = parts.supervision().programs();
    List<Targets.Target> targets = new Targets(programs).resolve(request.targets());
    targets.forEach(target -> requireSensible(request.verb(), target));
    for (Targets.Target target : sorted(request.verb(), targets, programs)) {
      Operations.Asker told = conversation.expect(target.toString(), target.program());
      if (request.verb() == Verb.DELETE) {
        Deletion.begin(parts, target.program(), actor, told);
      } else {
        Operations.Asked asked =
            new Operations.Asked(word(request.verb()), target.program(), target.toString(), actor);
        parts
            .supervision()
            .on(parts.operations().begin(asked, id -> event(id, request, target), told));
      }
    }
    parts.catalog().update(parts.supervision().programs());
  }

  /** What others need is started first and stopped last. */
  private static List<Targets.Target> sorted(
      Verb verb, List<Targets.Target> targets, List<ProgramView> programs) {
    List<String> order =
        StartOrder.sorted(programs.stream().map(ProgramView::spec).toList()).stream()
            .map(ProgramSpec::name)
            .toList();
    Comparator<Targets.Target> byStart =
        Comparator.comparingInt(target -> order.indexOf(target.program()));
    return targets.stream()
        .sorted(verb == Verb.STOP || verb == Verb.DELETE ? byStart.reversed() : byStart)
        .toList();
  }

  private static void requireSensible(Verb verb, Targets.Target target) {
    boolean whole = verb == Verb.RELOAD || verb == Verb.SCALE || verb == Verb.DELETE;
    if (whole && target.slot().isPresent()) {
      throw new ControlException(
          400, word(verb) + " is for whole programs: say " + target.program());
    }
  }

  private static String word(Verb verb) {
    return verb.name().toLowerCase(Locale.ROOT);
  }

  private Event event(OperationId id, OperationRequest request, Targets.Target target) {
    String name = target.program();
    return switch (request.verb()) {
      case START -> new Event.Start(id, name, target.slot());
      case STOP -> new Event.Stop(id, name, target.slot());
      case RESTART -> new Event.Restart(id, name, target.slot());
      case RELOAD -> new Event.Reload(id, name, request.parallel(), request.timeout());
      case SCALE -> new Event.Scale(id, name, instances(request.instances().orElse("1"), name));
      case DELETE -> new Event.Delete(id, name);
    };
  }

  private int instances(String wish, String program) {
    int now = parts.supervision().program(program).map(ProgramView::target).orElse(0);
    try {
      int wanted =
          wish.equals("max")
              ? Runtime.getRuntime().availableProcessors()
              : wish.startsWith("+") || wish.startsWith("-")
                  ? now + Integer.parseInt(wish)
                  : Integer.parseInt(wish);
      if (wanted <= MOST_INSTANCES) {
        return Math.max(0, wanted);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new ControlException(
        400,
        "\""
            + wish
            + "\" is no number of instances from 0 to "
            + MOST_INSTANCES
            + ", +N, -N or max");
  }
}
