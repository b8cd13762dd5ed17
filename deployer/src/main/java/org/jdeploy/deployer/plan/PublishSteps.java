package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.journal.JournalEvent.What;
import org.jdeploy.deployer.recipe.Job;
import org.jdeploy.deployer.shell.Quote;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/**
 * Steps that make a prepared release live on one server, and those that undo it. A switched server
 * reverts by itself unless it is confirmed: one rename of {@code .jdeploy/pending.ATTEMPT} decides
 * between the two.
 */
final class PublishSteps {
  private static final Duration SHORT = Duration.ofMinutes(1);

  private final Attempt attempt;
  private final Server server;
  private final String release;
  private final String sha;
  private final Entries entries;
  private final JobSteps jobs;

  PublishSteps(Attempt attempt, Server server, String release, String sha, Entries entries) {
    this.attempt = attempt;
    this.server = server;
    this.release = release;
    this.sha = sha;
    this.entries = entries;
    this.jobs = new JobSteps(attempt, server, release, sha);
  }

  /** Switching, reloading, and looking whether the programs run from the new release. */
  List<Step> all() {
    List<Step> steps = new ArrayList<>();
    List<Step> reload = new ArrayList<>();
    for (String point : List.of("before:reload", "reload", "after:reload")) {
      reload.addAll(jobs.at(point));
    }
    Set<String> programs = programsOfRelease();
    if (!programs.isEmpty() && !jobs.at("reload").isEmpty()) {
      reload.add(verify(programs));
    }
    steps.add(switchTo());
    reload.forEach(step -> steps.add(armed(step)));
    return steps;
  }

  /** A step that runs while its release is unconfirmed: it puts off the moment of reverting. */
  Step armed(Step step) {
    if (step.place() == Step.Place.LOCAL) {
      return step;
    }
    Script script =
        PrepareSteps.start()
            .line(
                "jd_deadline {} {} || jd_die \'the server reverted by itself\'",
                pending(),
                seconds(step.timeout().plus(attempt.grace())))
            .raw("set +e")
            .raw(step.script());
    return new Step(
        step.id(),
        step.title(),
        script.text(),
        step.payload(),
        step.timeout(),
        step.secrets(),
        step.place(),
        step.check());
  }

  private Step switchTo() {
    String arming = ".jdeploy/arming." + attempt.id();
    Optional<String> live = attempt.factsOf(server).live();
    Script script =
        new Script()
            .raw("(")
            .raw("  set -e")
            .raw(
                "  [ ! -d current ] || [ -L current ] || jd_die 'current is a directory, not a"
                    + " link'")
            .line(
                "  [ \"$(readlink current || :)\" = {} ] ||",
                live.map(l -> "releases/" + l).orElse(""))
            .raw("    jd_die 'current points elsewhere than when this began'")
            .line(
                "  [ -f {} ] || jd_die 'the release is gone'", "releases/" + release + "/REVISION")
            .line("  cd {}", arming)
            .line("  printf '%s\\n' {} >next", release)
            .line("  printf '%s\\n' {} >previous", live.orElse(""))
            .raw("  cat /proc/sys/kernel/random/boot_id >boot")
            .line("  printf '%s' {} >confirmed", entries.rest(What.CONFIRMED, ""))
            .line(
                "  printf '%s\\n' \"$(($(jd_uptime) + {}))\" >deadline",
                seconds(SHORT.plus(attempt.grace())))
            .raw("  cd ../..")
            .line("  mv -T {} {}", arming, pending())
            .raw(") 9>&-")
            .raw("jd_status=$?")
            .raw("if [ $jd_status = 0 ]; then")
            .line("  jd_pending={}", attempt.id())
            .raw(
                "  # The dead-man: it keeps the lock, outlives this channel, and reverts at the"
                    + " deadline.")
            .line(
                "  setsid sh -c {} dead-man {} </dev/null >/dev/null 2>&1"
                    + " 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&9 &",
                DEAD_MAN,
                pending())
            .raw("  jd_watch=$!")
            .raw("  (")
            .raw("    set -e")
            .line("    printf '%s\\n' \"$jd_watch\" >{}", pending() + "/pid")
            .line("    : >{}", pending() + "/switched")
            .line("    link={}", ".current." + attempt.id())
            .line("    ln -s {} \"$link\"", "releases/" + release)
            .raw("    mv -T \"$link\" current")
            .line("    [ \"$(readlink current)\" = {} ]", "releases/" + release)
            .line("    jd_journal {}", entries.rest(What.PUBLISHED, ""))
            .line("    jd_install {}", release)
            .raw("  ) 9>&-")
            .raw("  jd_status=$?")
            .raw("fi")
            .raw("(exit $jd_status)");
    return Step.inChannel("switch", "Switch to " + release, script.text(), SHORT);
  }

  private static final String DEAD_MAN =
      """

      while [ -d "$1" ]; do
        end=
        read -r up rest </proc/uptime
        read -r end 2>/dev/null <"$1/deadline"
        if [ -n "$end" ] && [ "${up%%.*}" -ge "$end" ]; then
          sh "$1/revert.sh" dead-man 9>&-
          exit
        fi
        sleep 1 9>&-
      done
      """;

  private Step verify(Set<String> programs) {
    String directory = attempt.factsOf(server).target() + "/releases/" + release;
    return new Step(
        "verify",
        "Look whether the programs run from " + release,
        "\"$JPM_HOME/bin/jpm\" status --json || [ $? = 3 ]\n",
        new PayloadSource.None(),
        SHORT,
        Set.of(),
        Step.Place.SERVER,
        Optional.of(new Step.RunsFrom(directory, programs)));
  }

  /** Programs whose directory is in {@code current}: by default, or because they say so. */
  private Set<String> programsOfRelease() {
    Set<String> programs = new TreeSet<>();
    String current = server.deployTo() + "/current";
    server
        .programs()
        .members()
        .forEach((name, value) -> {
          JsonValue directory =
              value instanceof JsonValue.JsonObject program ? program.get("directory") : null;
          if (directory == null
              || (directory instanceof JsonText text
                  && (text.value() + "/").startsWith(current + "/"))) {
            programs.add(name);
          }
        });
    return programs;
  }

  /** Confirms: from here on nothing reverts by itself. */
  Step confirm() {
    Script script =
        new Script()
            .line("mv -T {} {} 2>/dev/null", pending(), ".jdeploy/confirmed." + attempt.id())
            .raw("jd_status=$?")
            .raw("if [ $jd_status = 0 ]; then")
            .raw("  jd_pending=")
            .line("  jd_bury {}", ".jdeploy/confirmed." + attempt.id() + "/pid")
            .line(
                "  (jd_journal {} && rm -rf {}) 9>&-",
                entries.rest(What.CONFIRMED, ""),
                ".jdeploy/confirmed." + attempt.id())
            .raw("  jd_status=$?")
            .raw("else")
            .raw("  echo 'the server reverted by itself: it had not heard from us in time' >&2")
            .raw("fi")
            .raw("(exit $jd_status)");
    return Step.inChannel("confirm", "Confirm", script.text(), SHORT);
  }

  /** Undoes a switch from here, or waits for the server that does it by itself. */
  Step revert() {
    Script script =
        PrepareSteps.start()
            .line("rm -rf {}", ".jdeploy/arming." + attempt.id())
            .raw("status=0")
            .line("if [ -d {} ]; then", pending())
            .line("  sh {} revert || status=$?", pending() + "/revert.sh")
            .raw("  # 3: somebody else was faster, the dead-man perhaps.")
            .raw("  [ $status != 3 ] || status=0")
            .raw("fi")
            .line("while [ -d {} ]; do sleep 1; done", reverting())
            .line(
                "[ \"$(readlink current || :)\" = {} ] || jd_die {}",
                attempt.factsOf(server).live().map(l -> "releases/" + l).orElse(""),
                "current does not point at what was live before")
            .raw("exit $status");
    return Step.onServer(
        "revert",
        attempt.factsOf(server).live().map(l -> "Back to " + l).orElse("Take the release back"),
        script.text(),
        Duration.ofMinutes(15));
  }

  /**
   * The script that undoes the switch, whoever runs it: this client, the channel that lost its
   * client, the dead-man, or the next deploy. The rename at its top lets only one of them through.
   */
  String revertScript() {
    Optional<String> live = attempt.factsOf(server).live();
    Script script =
        new Script()
            .raw("# Reverts attempt " + attempt.id() + "; the argument says who asks.")
            .raw(ServerLibrary.TEXT)
            .raw("cd \"$JDEPLOY_DEPLOY_TO\" || exit 1")
            .line("JDEPLOY_ATTEMPT={}", attempt.id())
            .line("mv -T {} {} 2>/dev/null ||", pending(), reverting())
            .line("  { [ \"$1\" = heal ] && [ -d {} ]; } || exit 3", reverting())
            .line("[ \"$1\" = dead-man ] || jd_bury {}", reverting() + "/pid")
            .raw("status=0")
            .line("if [ -e {} ]; then", reverting() + "/switched");
    if (live.isPresent()) {
      script
          .line("  if [ \"$(readlink current)\" = {} ]; then", "releases/" + release)
          .line("    (jd_point {}) || status=1", live.get())
          .raw("  fi")
          .line("  (jd_install {}) || status=1", live.get());
      for (String point : List.of("before:reload", "reload", "after:reload")) {
        appendJobs(script, point, live.get(), attempt.factsOf(server).sha());
      }
    } else {
      script.line(
          "  [ \"$(readlink current)\" != {} ] || rm -f current || status=1",
          "releases/" + release);
      appendJobs(script, "remove", release, sha);
    }
    return script
        .raw("fi")
        .raw("if [ $status = 0 ]; then")
        .line("  jd_journal {}", entries.rest(What.REVERTED, ""))
        .raw("else")
        .line(
            "  jd_journal {}", entries.rest(What.REVERTED, "the old programs did not all come up"))
        .raw("fi")
        .line("rm -rf {}", reverting())
        .raw("exit $status")
        .text();
  }

  private void appendJobs(Script script, String point, String about, String itsSha) {
    for (Job job : attempt.flow().at(point)) {
      if (jobs.runsHere(job)) {
        script
            .raw("(")
            .raw(JobScript.text(job, attempt, server, about, itsSha))
            .raw(")")
            .raw("[ $? = 0 ] || { status=1; echo " + Quote.sh(job.name() + " failed") + " >&2; }");
      }
    }
  }

  /** Notes on a server that was not switched that the attempt failed. */
  Step abandon() {
    Script script =
        PrepareSteps.start()
            .line("rm -rf {}", ".jdeploy/arming." + attempt.id())
            .line("jd_journal {}", entries.rest(What.FAILED, ""));
    return Step.onServer("abandon", "Note the failure", script.text(), SHORT);
  }

  /** The client's word that it is still there. */
  static Step beat(String attempt, Duration grace) {
    Script script =
        PrepareSteps.start()
            .line("[ -d {} ] || jd_die 'reverted'", ".jdeploy/pending." + attempt)
            .line("jd_deadline {} {}", ".jdeploy/pending." + attempt, seconds(grace));
    return Step.onServer("beat", "Still here", script.text(), SHORT);
  }

  private String pending() {
    return ".jdeploy/pending." + attempt.id();
  }

  private String reverting() {
    return ".jdeploy/reverting." + attempt.id();
  }

  private static String seconds(Duration duration) {
    return String.valueOf(Math.max(1, duration.toSeconds()));
  }
}
