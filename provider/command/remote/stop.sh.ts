import { compact } from "../../base/compact";
import { END_SCRIPT } from "./end-script.sh";

/**
 * A library. Ends a live run: TERM to all of the script, 10 seconds, KILL. What keeps the run's time limit does it, so that it goes on when
 * the client is gone; where that was ended, or is of an earlier release, this shell does it.
 */
export const STOP = compact(`
${END_SCRIPT}
eic_signal_group() {
  [ -n "$eic_group" ] || return 0
  if [ "$eic_detached" = yes ]; then kill "-$1" "-$eic_group"; else kill "-$1" "$eic_group"; fi
}
eic_is_over() {
  read -r eic_word eic_rest <result
  [ "$eic_word" = done ] && return 0
  # Without its lock the run is over, unless it is about to be started.
  eic_detachable && [ ! -d claim ] && [ -e started ] && flock -n -s lock true
}
eic_end_here() {
  [ -s group ] || { eic_report unstarted; return 1; }
  read -r eic_group <group
  # The recorded number may be a stranger's by now.
  eic_is_over && { eic_report ended; return 1; }
  # A run of an earlier release has no marks. No process has these.
  eic_runner=none eic_mark=-1 eic_slack=none eic_detached=no
  eic_detachable && [ ! -d claim ] && eic_detached=yes
  [ -s mark ] && read -r eic_runner eic_mark eic_slack eic_detached <mark
  eic_end_script
  [ -z "$eic_left" ] || eic_tell_left >left
}
eic_stop() {
  eic_find || { eic_report absent; return 0; }
  cd "$eic_run" || return 0
  eic_is_over && { eic_report ended; return 0; }
  eic_tries=0
  # It looks twice a second, some hosts know whole seconds only. One that starts only now takes away what asked before it.
  until [ -e stopping ] || [ $eic_tries -ge 40 ] || eic_is_over; do
    [ -s group ] && [ ! -s mark ] && break
    printf '' >stop
    eic_nap
  done
  if [ -e stopping ]; then
    eic_tries=0
    until eic_is_over || [ $eic_tries -ge 300 ]; do eic_nap; done
  else
    eic_end_here || { rm -f stop; return 0; }
  fi
  if [ -s left ]; then eic_report left; else eic_report stopped; fi
}
`);
