package org.jdeploy.deployer.plan;

/**
 * Shell functions that the scripts on a server share. The first step of a channel defines them; the
 * script that a dead-man runs brings its own copy.
 */
final class ServerLibrary {
  private ServerLibrary() {}

  static final String TEXT =
      """
      jd_die() { printf '%s\\n' "$*" >&2; exit 1; }

      jd_git() { git -c safe.directory='*' -c core.hooksPath=/dev/null --git-dir=repo "$@"; }

      # Seconds since boot: a clock that nobody sets.
      jd_uptime() { read -r jd_up _ </proc/uptime && printf '%s' "${jd_up%%.*}"; }

      # Sequence of the journal's last line, 0 without one; torn lines are skipped.
      jd_sequence() {
        jd_last=$(tail -n 100 .jdeploy/journal.jsonl 2>/dev/null |
          LC_ALL=C sed -n 's/^{"sequence":\\([0-9][0-9]*\\),.*/\\1/p' | tail -n 1)
        printf '%s' "${jd_last:-0}"
      }

      # Appends a line to the journal: the end of its text, and milliseconds when known.
      jd_journal() {
        jd_file=.jdeploy/journal.jsonl
        jd_start=
        if [ -s "$jd_file" ] && [ -n "$(tail -c 1 "$jd_file")" ]; then
          jd_start='
      '
        fi
        jd_millis=
        if [ -n "${2:-}" ]; then jd_millis='"millis":'$2,; fi
        printf '%s{"sequence":%s,"at":"%s",%s%s\\n' "$jd_start" "$(($(jd_sequence) + 1))" \\
          "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$jd_millis" "$1" >>"$jd_file" || return 1
        sync "$jd_file" 2>/dev/null || :
      }

      # Makes `current` point at a release, in one rename; a link that another run left is never used.
      jd_point() {
        if [ -d current ] && [ ! -L current ]; then jd_die "current is a directory, not a link"; fi
        jd_link=.current.$JDEPLOY_ATTEMPT
        rm -f "$jd_link" && ln -s "releases/$1" "$jd_link" && mv -T "$jd_link" current || return 1
        [ "$(readlink current)" = "releases/$1" ]
      }

      # Puts off the moment at which an unconfirmed release is reverted: directory, seconds from now.
      jd_deadline() {
        printf '%s\\n' "$(($(jd_uptime) + $2))" >"$1/deadline.new" && mv "$1/deadline.new" "$1/deadline"
      }

      # Ends a dead-man, whose process id is in a file; the number may be another process's by now.
      jd_bury() {
        jd_watch=$(cat "$1" 2>/dev/null) && [ -n "$jd_watch" ] || return 0
        grep -q dead-man "/proc/$jd_watch/cmdline" 2>/dev/null || return 0
        kill -s KILL "$jd_watch" 2>/dev/null && wait "$jd_watch" 2>/dev/null
        return 0
      }

      # Copies a release's rendered files to the places outside of it, each in one rename.
      jd_install() {
        [ -f "releases/$1/.jdeploy/installs" ] || return 0
        while IFS='\t' read -r jd_from jd_to; do
          cp -p "releases/$1/$jd_from" "$jd_to.$JDEPLOY_ATTEMPT" && mv "$jd_to.$JDEPLOY_ATTEMPT" "$jd_to" || return 1
        done <"releases/$1/.jdeploy/installs"
      }

      # Settles what a deploy left behind that died: it must hold the lock. Prints what it did.
      jd_heal() {
        for jd_left in .jdeploy/pending.* .jdeploy/reverting.*; do
          [ -d "$jd_left" ] || continue
          echo "healed: reverted to what was live before $(cat "$jd_left/next" 2>/dev/null || :)"
          sh "$jd_left/revert.sh" heal || echo "healed: with problems"
          rm -rf "$jd_left" ".jdeploy/reverting.${jd_left#.jdeploy/*.}"
        done
        for jd_left in .jdeploy/confirmed.*; do
          [ -d "$jd_left" ] || continue
          jd_journal "$(cat "$jd_left/confirmed")" && rm -rf "$jd_left"
          echo "healed: confirmed"
        done
      }

      # Takes the lock for this channel's life (descriptor 9): 0 taken, 4 somebody else has it.
      jd_lock() {
        command -v flock >/dev/null 2>&1 || {
          echo 'there is no flock on its PATH: install util-linux, or a busybox that has it' >&2
          return 1
        }
        (umask 077 && mkdir -p .jdeploy && : >>.jdeploy/lock) || return 1
        exec 9>>.jdeploy/lock
        # 9>&9: Korn shells hand a descriptor on only when told to.
        if ! flock -n 9 9>&9; then
          exec 9>&-
          echo "locked: $(cat .jdeploy/lock.info 2>/dev/null || :)"
          return 4
        fi
        if [ -e .jdeploy/hold ]; then
          exec 9>&-
          echo "held: $(cat .jdeploy/hold)"
          return 4
        fi
        jd_locked=1
        printf '%s\\n' "$1" >.jdeploy/lock.info
        (jd_heal) 6>&- 7>&- 9>&-
      }

      # Gives back what this channel has, and never what somebody else has taken since.
      jd_unlock() {
        [ -n "${jd_locked:-}" ] || return 0
        rm -f .jdeploy/lock.info
        exec 9>&-
        jd_locked=
      }

      # The client went away: what it did not confirm is reverted, and the lock is given back.
      jd_gone() {
        if [ -n "${jd_pending:-}" ] && [ -d ".jdeploy/pending.$jd_pending" ]; then
          sh ".jdeploy/pending.$jd_pending/revert.sh" gone </dev/null >/dev/null 2>&1 6>&- 7>&- 9>&-
        fi
        jd_unlock
      }
      """;
}
