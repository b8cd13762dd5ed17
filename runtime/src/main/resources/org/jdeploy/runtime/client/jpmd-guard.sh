# jpmd-guard COMMAND...: runs jpmd and starts it again when it dies. It ends when jpmd ends in an orderly way, by `jpm shutdown` (0) or
# by a signal that asks for it (HUP 129, INT 130, TERM 143), when jpmd cannot even begin (1), and when JPM_HOME is gone.
JPM_GUARD=$$
export JPM_GUARD
child=
ended=
trap 'ended=yes; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM INT HUP
first=yes
pause=0
while [ -z "$ended" ] && [ -d "$JPM_HOME" ]; do
  # after an upgrade another launcher may be the right one
  if [ -r "$JPM_HOME/run/launcher" ] && read -r launcher <"$JPM_HOME/run/launcher" && [ -x "$launcher" ]; then
    set -- "$launcher" daemon --foreground
  fi
  begun=$(date +%s)
  "$@" &
  child=$!
  while :; do
    wait "$child"
    code=$?
    kill -0 "$child" 2>/dev/null || break # else it was only a signal to us
  done
  child=
  lived=$(($(date +%s) - begun))
  case $code in 0 | 129 | 130 | 143) exit "$code" ;; esac
  if [ "$code" = 1 ] && [ -n "$first" ] && [ "$lived" -lt 30 ]; then exit 1; fi
  first=
  [ "$lived" -lt 60 ] || pause=0
  echo "jpmd-guard: jpmd ended with code $code after $lived s; starting it again in $pause s"
  [ "$pause" = 0 ] || sleep "$pause"
  pause=$((pause == 0 ? 1 : pause * 2))
  [ "$pause" -le 30 ] || pause=30
done
