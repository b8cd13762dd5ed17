package org.jdeploy.deployer.shell;

import java.nio.charset.StandardCharsets;

/**
 * The program that a server's shell runs for the life of a channel: it reads steps, runs them one
 * after the other and frames what they print. {@link Frames} speaks with it.
 *
 * <p>What it relies on is tested with dash, busybox, bash and mksh. Its own names begin with {@code
 * jd_}; descriptors 3, 4, 6 and 7 are its own, 9 is for a lock that steps do not inherit.
 */
public final class ShellRuntime {
  private ShellRuntime() {}

  /**
   * The command of an exec channel: reads a length, then so many bytes, and becomes them. A script
   * on standard input would not do: shells read ahead.
   */
  public static final String LOADER = "exec /bin/sh -c '" + firstScript() + "'";

  /** The loader without its shell, for a test that brings another one. */
  public static String firstScript() {
    return "read -r n && eval \"$(dd bs=$n count=1 iflag=fullblock 2>/dev/null)\"";
  }

  /** The runtime, as readable as any script that a plan prints. */
  public static final String TEXT =
      """
      # jdeploy: runs the steps that arrive on standard input, one at a time.
      IFS= read -r jd_nonce || exit 1
      jd_eof= jd_log=
      trap : PIPE
      trap '' HUP INT TERM
      exec 6>&1 7>&2
      jd_say() { printf '\\n%s %s\\n' "$jd_nonce" "$*"; }

      # Exactly so many bytes of standard input, whatever happens to the step that wants them.
      jd_take() {
        trap '' HUP INT TERM
        [ "$1" -lt 65536 ] || dd bs=65536 count=$(($1 / 65536)) iflag=fullblock 2>/dev/null
        [ $(($1 % 65536)) = 0 ] || dd bs=$(($1 % 65536)) count=1 iflag=fullblock 2>/dev/null
      }

      # A step in a subshell, with so many bytes of payload; what it leaves unread is thrown away.
      jd_step() {
        if [ "$1" = 0 ]; then
          (eval "$jd_script") </dev/null 6>&- 7>&- 9>&-
        else
          jd_take "$1" 9>&- | {
            trap : HUP INT TERM
            (eval "$jd_script") 6>&- 7>&-
            jd_code=$?
            trap '' HUP INT TERM
            cat >/dev/null
            exit $jd_code
          } 9>&-
        fi
      }

      # The same, and its output goes to a file as well, even when nobody listens any more.
      jd_tee() { trap '' HUP INT PIPE TERM; exec tee -a "$jd_log"; }
      jd_logged() {
        printf '== %s %s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$2" >>"$jd_log"
        jd_code=$({
          { { jd_step "$1" 3>&- 4>&-; echo $? >&3; } 2>&4 4>&- | jd_tee >&6 3>&- 4>&- 9>&-; } 4>&1 |
            jd_tee >&7 3>&- 9>&-
        } 3>&1)
        printf '== exit %s\\n' "$jd_code" >>"$jd_log"
        return "${jd_code:-1}"
      }

      # However this shell ends: what the client left for that moment.
      jd_end() { trap - EXIT; trap : HUP INT PIPE TERM; eval "$jd_eof" </dev/null >/dev/null 2>&1; }
      trap jd_end EXIT

      jd_say H $$
      while IFS=' ' read -r jd_kind jd_id jd_size jd_payload jd_label; do
        jd_script=$(jd_take "$jd_size")
        # A script that came whole ends with the nonce.
        case $jd_script in *"#$jd_nonce") ;; *) break ;; esac
        jd_say B "$jd_id"
        # A signal that ends a step must not end this shell, and must not cut its reading short.
        trap : HUP INT TERM
        case $jd_kind in
          run) if [ -n "$jd_log" ]; then jd_logged "$jd_payload" "$jd_label"; else jd_step "$jd_payload"; fi ;;
          main) eval "$jd_script" </dev/null ;;
          eof) jd_eof=$jd_script ;;
          *) break ;;
        esac
        jd_code=$?
        trap '' HUP INT TERM
        set +eu
        jd_say S "$jd_id" >&2
        jd_say E "$jd_id" "$jd_code"
      done
      """;

  /**
   * The command of a second exec channel: sends a signal to all processes of the step that the
   * shell with that process id is running, but not to the shell, which leads their process group.
   */
  public static String signalStep(long shell, Signal signal) {
    return switch (signal) {
      case TERM -> "exec /bin/sh -c 'kill -TERM -" + shell + "'";
      case KILL ->
          """
          exec /bin/sh -c '
          for stat in /proc/[0-9]*/stat; do
            { read -r line <"$stat"; } 2>/dev/null || continue
            pid=${stat%/stat} pid=${pid#/proc/}
            set -- ${line##*) }
            if [ "$3" = SHELL ] && [ "$pid" != SHELL ]; then kill -s KILL "$pid"; fi
          done'
          """
              .replace("SHELL", Long.toString(shell));
    };
  }

  /** What may be sent to a step. */
  public enum Signal {
    TERM,
    KILL
  }

  /** The runtime as the loader reads it, with the nonce of the channel behind it. */
  public static byte[] load(String nonce) {
    byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
    return (text.length + "\n" + TEXT + nonce + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
