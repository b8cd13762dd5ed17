package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import org.jdeploy.runtime.client.ControlClient;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/** Has jpmd do something and prints how it goes: events as they come, the outcome at last. */
final class Lines {
  private final Session session;
  private final boolean json;

  /**
   * @param json print only the result, as JSON; everything else goes to stderr
   */
  Lines(Session session, boolean json) {
    this.session = session;
    this.json = json;
  }

  /** Posts the request; 0 when all went well, else {@link ExitCodes#FAILED}. */
  int post(ControlClient client, String target, @Nullable Object body) {
    List<Fields> results = new ArrayList<>();
    client.stream(
        "POST",
        target,
        body,
        line -> {
          line.object("event").ifPresent(event -> progress(EventLine.of(event, session.paint())));
          line.optionalText("warning").ifPresent(text -> session.err().println("jpm: " + text));
          line.object("result").ifPresent(results::add);
        });
    if (results.isEmpty()) {
      throw new Failure(ExitCodes.FAILED, "jpmd ended before it told the outcome");
    }
    Fields result = results.getFirst();
    if (json) {
      session.out().print(Json.pretty(result.json()));
    } else {
      boolean onlyAsked = result.objects("programs").isEmpty();
      result.objects("changes").stream()
          .filter(change -> onlyAsked || !change.texts("differences").isEmpty())
          .forEach(this::change);
    }
    result.objects("programs").forEach(this::outcome);
    return result.flag("ok") ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private void progress(String line) {
    (json ? session.err() : session.out()).println(line);
  }

  private void change(Fields change) {
    session.out().println(change.text("name") + ": " + change.text("change"));
    change.texts("differences").forEach(line -> session.out().println("  " + line));
  }

  private void outcome(Fields program) {
    String message = program.text("name") + ": " + program.text("message");
    if (program.flag("ok")) {
      progress(message);
      return;
    }
    session.err().println("jpm: " + session.paint().red(message));
    program
        .optionalLong("instance")
        .ifPresent(slot -> {
          String prefix = program.text("name") + ":" + slot + " | ";
          program.texts("output").forEach(line -> session.err().println(prefix + line));
        });
  }
}
