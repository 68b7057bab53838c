import { compact } from "./compact";

/** Ends a live run: TERM to the script's process group, 10 seconds, KILL. Goes on when the client is gone. */
export const STOP = compact(`
eic_stop() {
  eic_find || { eic_report absent; return 0; }
  cd "$eic_run" || return 0
  read -r eic_word eic_rest <result
  [ "$eic_word" = done ] && { eic_report ended; return 0; }
  eic_sign=
  if eic_detachable && [ ! -d claim ]; then
    # Without its lock the run is over, and the recorded number may be a stranger's by now.
    flock -n -s lock true && { eic_report ended; return 0; }
    eic_sign=-
  fi
  eic_tries=0
  until [ -s group ] || [ $eic_tries -ge 40 ]; do sleep 0.05 || sleep 1; eic_tries=$((eic_tries + 1)); done
  read -r eic_group <group || { eic_report unstarted; return 0; }
  kill -TERM "$eic_sign$eic_group" 2>/dev/null
  # A script that a full disk has paused takes no TERM before it goes on.
  kill -CONT "$eic_sign$eic_group" 2>/dev/null
  eic_tries=0
  until [ $eic_tries -ge 100 ] || ! kill -0 "$eic_sign$eic_group" 2>/dev/null; do
    sleep 0.1 || sleep 1
    eic_tries=$((eic_tries + 1))
  done
  kill -KILL "$eic_sign$eic_group" 2>/dev/null
  eic_report stopped
}
eic_stop
`);
