package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.deployer.config.LinkedFile;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.SourceKind;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.journal.JournalEvent.What;
import org.jdeploy.deployer.shell.Quote;

/** Steps that make a release on one server, up to where it could be published. */
final class PrepareSteps {
  private static final Duration SHORT = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofMinutes(15);

  private final Attempt attempt;
  private final Server server;
  private final ResolvedRevision revision;
  private final String release;
  private final Entries entries;

  PrepareSteps(
      Attempt attempt, Server server, ResolvedRevision revision, String release, Entries entries) {
    this.attempt = attempt;
    this.server = server;
    this.revision = revision;
    this.release = release;
    this.entries = entries;
  }

  /** All steps, in order. */
  List<Step> all(List<RenderedFile> files, String revert) {
    JobSteps jobs = new JobSteps(attempt, server, release, revision.sha());
    List<Step> steps = new ArrayList<>();
    steps.add(begin());
    steps.addAll(jobs.at("after:connect"));
    steps.addAll(jobs.at("before:prepare"));
    if (!attempt.factsOf(server).trees().contains(revision.tree())) {
      steps.add(attempt.stage().source() == SourceKind.PUSH ? push() : fetch());
    }
    steps.addAll(jobs.at("before:checkout"));
    steps.add(checkout());
    steps.addAll(jobs.at("after:checkout"));
    steps.addAll(jobs.at("before:link"));
    if (!server.linkedFiles().isEmpty() || !server.linkedDirs().isEmpty()) {
      steps.add(link());
    }
    steps.addAll(jobs.at("after:link"));
    if (!files.isEmpty()) {
      steps.add(render(files));
    }
    for (String point : List.of("before:build", "build", "after:build", "after:prepare")) {
      steps.addAll(jobs.at(point));
    }
    steps.add(prepared(revert));
    return steps;
  }

  private Step begin() {
    Script script =
        start()
            .raw("mkdir -p releases shared")
            .line(
                "[ -s .jdeploy/app ] || printf '%s\\n' {} >.jdeploy/app",
                Marker.text(attempt.stage()))
            .raw("rm -rf .current.* .jdeploy/arming.*")
            .line("mkdir {}", "releases/" + release)
            .line("jd_journal {}", entries.rest(What.BEGIN, ""));
    return Step.onServer("begin", "Begin release " + release, script.text(), SHORT);
  }

  private Step push() {
    String tree = revision.tree();
    Script script =
        start()
            .raw("[ -d repo/objects ] || git init -q --bare repo")
            .raw("jd_git index-pack --stdin --fix-thin >/dev/null")
            .line("jd_git rev-list --objects --quiet {} --not --all", tree)
            .line("jd_git update-ref {} {}", "refs/jdeploy/trees/" + tree, tree);
    return Step.onServer("source", "Receive " + shortSha(), script.text(), LONG)
        .with(new PayloadSource.TreePack(tree, attempt.factsOf(server).trees()));
  }

  private Step fetch() {
    String tree = revision.tree();
    String sha = revision.sha();
    Script script =
        start()
            .raw("[ -d repo/objects ] || git init -q --bare repo")
            .raw("export GIT_TERMINAL_PROMPT=0")
            .raw("GIT_SSH_COMMAND=${GIT_SSH_COMMAND:-ssh -o BatchMode=yes}; export GIT_SSH_COMMAND")
            .line("if ! jd_git cat-file -e {} 2>/dev/null; then", sha + "^{commit}")
            .raw(
                "  jd_git fetch -q --no-tags --force "
                    + Words.value(attempt.stage().repository())
                    + " '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*'")
            .line("  jd_git cat-file -e {} 2>/dev/null ||", sha + "^{commit}")
            .raw(
                "    jd_git fetch -q --no-tags "
                    + Words.value(attempt.stage().repository())
                    + " "
                    + Quote.sh(sha))
            .raw("fi")
            .line("jd_git update-ref {} {}", "refs/jdeploy/trees/" + tree, tree);
    Step step = Step.onServer("source", "Fetch " + shortSha(), script.text(), LONG);
    return new Step(
        step.id(),
        step.title(),
        step.script(),
        step.payload(),
        step.timeout(),
        Words.secrets(attempt.stage().repository()),
        step.place(),
        step.check());
  }

  private Step checkout() {
    String directory = "releases/" + release;
    Script script =
        start()
            .raw("# Both ends of the pipe must have succeeded, and both must say so.")
            .line(
                "ends=$({ { jd_git -c tar.umask=user archive --format=tar {}; echo \"git $?\" >&3;"
                    + " } |",
                revision.tree())
            .line("  { tar -xof - -C {} >&2; echo \"tar $?\" >&3; }; } 3>&1)", directory)
            .raw("case $ends in")
            .raw("  *'git 0'*'tar 0'* | *'tar 0'*'git 0'*) ;;")
            .raw("  *) jd_die \"could not check out: $(echo $ends)\" ;;")
            .raw("esac")
            .line("mkdir -p {}", directory + "/.jdeploy")
            .line("printf '%s\\n' {} >{}", revision.sha(), directory + "/REVISION");
    return Step.onServer("checkout", "Check out " + shortSha(), script.text(), LONG);
  }

  private Step link() {
    Script script = start();
    Set<String> parents = new TreeSet<>();
    List<String> paths =
        new ArrayList<>(server.linkedFiles().stream().map(LinkedFile::path).toList());
    paths.addAll(server.linkedDirs());
    for (String path : paths) {
      for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        parents.add(path.substring(0, slash));
      }
    }
    script.line("cd {}", "releases/" + release);
    for (String parent : parents) {
      script.line(
          "[ ! -L {} ] || jd_die {}",
          "./" + parent,
          parent + " is a symbolic link in the repository: nothing can be linked below it");
    }
    server
        .linkedDirs()
        .forEach(path -> {
          script.line("mkdir -p {}", "../../shared/" + path);
          script.line(
              "[ ! -d {} ] || echo {} >&2",
              "./" + path,
              "warning: " + path + " is in the repository, too: the linked directory replaces it");
          link(script, path);
        });
    server
        .linkedFiles()
        .forEach(file -> {
          if (file.optional()) {
            script.line("if [ -e {} ]; then", "../../shared/" + file.path());
          }
          link(script, file.path());
          if (file.optional()) {
            script.raw("fi");
          }
        });
    return Step.onServer("link", "Link shared files", script.text(), SHORT);
  }

  private static void link(Script script, String path) {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      script.line("mkdir -p {}", "./" + path.substring(0, slash));
    }
    long depth = path.chars().filter(c -> c == '/').count();
    script.line("rm -rf {}", "./" + path);
    script.line("ln -s {} {}", "../".repeat((int) depth) + "../../shared/" + path, "./" + path);
  }

  private Step render(List<RenderedFile> files) {
    List<RenderedFile> all = new ArrayList<>(files);
    StringBuilder installs = new StringBuilder();
    for (RenderedFile file : files) {
      if (!file.install().isEmpty()) {
        installs.append(file.target()).append('\t').append(file.install()).append('\n');
      }
    }
    if (!installs.isEmpty()) {
      all.add(new RenderedFile(".jdeploy/installs", installs.toString(), 0600, ""));
    }
    Script script = start().line("tar -xpof - -C {}", "releases/" + release);
    return Step.onServer("render", "Write rendered files", script.text(), SHORT)
        .with(new PayloadSource.Files(all));
  }

  private Step prepared(String revert) {
    String arming = ".jdeploy/arming." + attempt.id();
    Script script =
        start()
            .line("(umask 077; mkdir {}; cat >{})", arming, arming + "/revert.sh")
            .line("jd_journal {}", entries.rest(What.PREPARED, ""));
    return Step.onServer("prepared", "Note that all is prepared", script.text(), SHORT)
        .with(new PayloadSource.Text(revert));
  }

  private String shortSha() {
    return revision.sha().substring(0, Math.min(7, revision.sha().length()));
  }

  static Script start() {
    return new Script().raw("set -e").raw("cd \"$JDEPLOY_DEPLOY_TO\"");
  }
}
