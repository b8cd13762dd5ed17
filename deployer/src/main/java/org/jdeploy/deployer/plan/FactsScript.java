package org.jdeploy.deployer.plan;

import java.util.List;
import org.jdeploy.deployer.shell.Quote;

/** Asks a server for all that a plan needs, in one message; {@link HostFacts} reads the answer. */
public final class FactsScript {
  private FactsScript() {}

  /** The script; it runs in any directory and changes nothing. */
  public static String text(List<String> linkedFiles) {
    StringBuilder files = new StringBuilder();
    for (int i = 0; i < linkedFiles.size(); i++) {
      files
          .append("  [ -e shared/")
          .append(Quote.sh(linkedFiles.get(i)))
          .append(" ] || fact missing ")
          .append(i)
          .append('\n');
    }
    StringBuilder absent = new StringBuilder();
    for (int i = 0; i < linkedFiles.size(); i++) {
      absent.append("  fact missing ").append(i).append('\n');
    }
    return """
    fact() { printf 'fact %s\\n' "$*"; }
    fact home "$HOME"
    fact machine "$(uname -m)"
    fact clock "$(date -u +%Y%m%d%H%M%S)"
    for tool in git node; do
      ! command -v "$tool" >/dev/null 2>&1 || fact tool "$tool" "$("$tool" --version 2>/dev/null </dev/null | head -n 1)"
    done
    for tool in npm tar flock setsid sha256sum; do
      ! command -v "$tool" >/dev/null 2>&1 || fact tool "$tool" "$(command -v "$tool")"
    done
    probe=$(mktemp -d) && mkdir "$probe/new" "$probe/old" && ln -s new "$probe/link" && ln -s old "$probe/current" &&
      mv -T "$probe/link" "$probe/current" 2>/dev/null && [ "$(readlink "$probe/current")" = new ] && fact renames
    [ -z "$probe" ] || rm -rf "$probe"
    [ ! -x "$JPM_HOME/bin/jpm" ] || { jpm=$(readlink "$JPM_HOME/bin" || echo unknown) && jpm=${jpm%/bin} && fact jpm "${jpm##*/}"; }
    existing=$JDEPLOY_DEPLOY_TO
    while [ ! -d "$existing" ] && [ "${existing%/*}" != "$existing" ]; do existing=${existing%/*}; done
    fact target "$(cd "${existing:-/}" && pwd -P)${JDEPLOY_DEPLOY_TO#"$existing"}"
    fact kilobytes "$(df -Pk "${existing:-/}" 2>/dev/null | tail -n 1 | { read -r _ _ _ free _ && echo "$free"; })"
    fact inodes "$(df -Pi "${existing:-/}" 2>/dev/null | tail -n 1 | { read -r _ all _ free _ && [ "$all" != 0 ] && echo "$free"; })"
    if cd "$JDEPLOY_DEPLOY_TO" 2>/dev/null; then
      fact directory "$(pwd -P)"
      [ ! -e .jdeploy/app ] || fact application "$(cat .jdeploy/app)"
      if [ -L current ]; then
        fact current link
        live=$(readlink current)
        case $live in releases/*/*) ;; releases/*) fact live "${live#releases/}" ;; esac
        [ ! -f current/REVISION ] || fact sha "$(cat current/REVISION)"
      elif [ -d current ]; then
        fact current directory
      elif [ -e current ]; then
        fact current file
      fi
      for release in releases/*/; do
        release=${release%/}
        release=${release#releases/}
        if [ -f "releases/$release/REVISION" ]; then
          fact release "$release"
        elif [ -d "releases/$release" ]; then
          fact partial "$release"
        fi
      done
      [ ! -f .jdeploy/journal.jsonl ] || tail -n 2000 .jdeploy/journal.jsonl | LC_ALL=C sed 's/^/fact journal /'
      [ ! -d repo/objects ] || jd_git for-each-ref --format='fact tree %(objectname)' refs/jdeploy/trees/
      for pending in .jdeploy/pending.* .jdeploy/reverting.*; do
        [ ! -d "$pending" ] || fact unconfirmed "${pending#.jdeploy/*.}"
      done
      if [ -f .jdeploy/lock ] && grep -q "FLOCK.*WRITE.*:$(stat -c %i .jdeploy/lock) " /proc/locks 2>/dev/null; then
        fact locked
      fi
      [ ! -f .jdeploy/lock.info ] || fact lock "$(cat .jdeploy/lock.info)"
      [ ! -f .jdeploy/hold ] || fact hold "$(cat .jdeploy/hold)"
    """
        + files
        + "else\n"
        + "  fact directory\n"
        + absent
        + "fi\n"
        + "fact end\n";
  }
}
