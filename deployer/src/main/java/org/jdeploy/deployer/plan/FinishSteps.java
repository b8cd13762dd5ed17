package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.journal.Journal;
import org.jdeploy.deployer.journal.JournalEvent;

/** Steps after the confirmation: old releases go. */
final class FinishSteps {
  /** Failed releases kept for a look. */
  private static final int FAILED_KEPT = 1;

  private final Attempt attempt;
  private final Server server;
  private final String release;

  FinishSteps(Attempt attempt, Server server, String release) {
    this.attempt = attempt;
    this.server = server;
    this.release = release;
  }

  /**
   * Releases that may go once {@code release} is live: neither among the newest good ones, nor
   * live, nor where a rollback would go, nor the last failed one. What the journal does not know
   * stays.
   */
  static List<String> superfluous(HostFacts facts, String release, boolean rollback, int keep) {
    Journal journal = facts.journal();
    Set<String> existing = new LinkedHashSet<>(facts.releases());
    existing.addAll(facts.partial());
    List<String> good = new ArrayList<>(journal.good());
    if (!rollback) {
      good.remove(release);
      good.add(release);
    }
    Set<String> kept = new LinkedHashSet<>();
    kept.add(release);
    facts.live().ifPresent(kept::add);
    journal.before(release).ifPresent(kept::add);
    kept.addAll(good.subList(Math.max(0, good.size() - keep), good.size()));
    List<String> bad = new ArrayList<>(journal.bad());
    bad.remove(release);
    kept.addAll(bad.subList(Math.max(0, bad.size() - FAILED_KEPT), bad.size()));
    List<String> gone = new ArrayList<>();
    for (List<String> known : List.of(good, bad)) {
      for (String name : known) {
        if (existing.contains(name) && !kept.contains(name)) {
          gone.add(name);
        }
      }
    }
    return gone;
  }

  /**
   * Moves superfluous releases aside, unless a process still runs in one, and deletes them behind
   * the scenes.
   */
  List<Step> cleanup(boolean rollback) {
    HostFacts facts = attempt.factsOf(server);
    List<String> gone =
        superfluous(facts, release, rollback, Math.max(1, attempt.stage().keepReleases()));
    if (gone.isEmpty()) {
      return List.of();
    }
    String trash = ".jdeploy/trash." + attempt.id();
    Script script =
        PrepareSteps.start()
            .line("mkdir -p {}", trash)
            .raw("here=$(pwd -P)")
            .raw("lines=")
            .raw("sequence=$(jd_sequence)")
            .raw("at=$(date -u +%Y-%m-%dT%H:%M:%SZ)")
            .raw("busy=$(ls -l /proc/[0-9]*/cwd 2>/dev/null | sed 's/$/\\//' || :)")
            .raw("remove() { # release, end of its line for the journal")
            .raw("  case $busy in")
            .raw(
                "    *\" $here/releases/$1/\"*) echo \"kept $1: a process still runs in it\";"
                    + " return ;;")
            .raw("  esac")
            .raw("  [ \"$(readlink current)\" != \"releases/$1\" ] || return 0")
            .line("  mv -T \"releases/$1\" {}/\"$1\" || return 0", trash)
            .raw("  sequence=$((sequence + 1))")
            .raw("  lines=\"$lines{\\\"sequence\\\":$sequence,\\\"at\\\":\\\"$at\\\",$2\"'\n'")
            .raw("}");
    for (String name : gone) {
      script.line(
          "remove {} {}",
          name,
          Entries.about(JournalEvent.What.REMOVED, attempt.id(), name, attempt.who()));
    }
    script
        .raw("printf '%s' \"$lines\" >>.jdeploy/journal.jsonl")
        .raw("for old in .jdeploy/trash.*; do")
        .raw("  (setsid rm -rf \"$old\" </dev/null >/dev/null 2>&1 &)")
        .raw("done");
    return List.of(
        Step.onServer("cleanup", "Remove old releases", script.text(), Duration.ofMinutes(5)));
  }
}
