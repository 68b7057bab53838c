import { compact } from "../../base/compact";
import { ONCE_A_DAY } from "./once-a-day.sh";

/**
 * A library. Removes the directories of finished runs. A live run is left alone, and so is one whose result another
 * operation is still reading: that one removes it. Needs `eic_ids`, and in `eic_starts` when each had started, as
 * `<name>=<milliseconds>`: a run that had not started then is another, whose result somebody else waits for.
 *
 * A connection that was cut while its text arrived may have left a shell behind that comes to start the run only now. So the
 * run's name is claimed first, for nobody: see LOOK. It is written over the claim that stands there, which takes no space.
 * Claims of the last day are kept.
 */
export const ACKNOWLEDGE = compact(`
${ONCE_A_DAY}
eic_sweep_turns() {
  eic_is_first_of_day "$eic_turns/../swept-turns" || return 0
  find "$eic_turns" "$eic_run/../../ended" -type f -mmin +1440 -exec rm -f {} +
}
eic_end_turn() {
  eic_turns=$eic_run/../../turns
  [ -d "$eic_turns" ] || mkdir -p "$eic_turns"
  printf '%-40s\\n' "nobody-$eic_marker_second" 1<>"$eic_turns/$eic_id"
  case $eic_ended in [1-9]*) eic_sweep_turns;; esac
}
# Whoever has seen the end of a run holds its lock together with others until all of it was read.
eic_is_read() {
  eic_detachable && [ -e "$eic_run/lock" ] || return 1
  eic_tries=0
  until flock -n -x 9 9<>"$eic_run/lock"; do
    [ $eic_tries -lt 20 ] || return 0
    eic_tries=$((eic_tries + 1))
    sleep 0.05 || sleep 1
  done
  return 1
}
eic_is_held() { [ -e "$eic_run/lock" ] && ! flock -n -s 9 9<>"$eic_run/lock"; }
# Adds the run to those that are removed, if that may be done.
eic_acknowledge() {
  eic_find || { eic_report absent; return 0; }
  case " $eic_starts " in *" $eic_id="*)
    eic_started=
    [ -r "$eic_run/started" ] && read -r eic_started eic_rest <"$eic_run/started"
    case " $eic_starts " in *" $eic_id=$eic_started "*) ;; *) eic_report other; return 0;; esac;;
  esac
  eic_word= eic_ended=
  [ -r "$eic_run/result" ] && read -r eic_word eic_rest eic_rest eic_rest eic_rest eic_ended eic_rest <"$eic_run/result"
  if [ "$eic_word" != done ] && eic_detachable && eic_is_held; then
    eic_report live
  elif eic_is_read; then
    eic_report kept
  else
    eic_end_turn 2>/dev/null
    if [ "$eic_run" = "$eic_home_base/$eic_id" ]; then eic_in_home="$eic_in_home $eic_id"; else eic_in_shared="$eic_in_shared $eic_id"; fi
  fi
}
# directory, names: takes them all away at once, each as a whole.
eic_remove() {
  [ $# -gt 1 ] || return 0
  eic_ended_in=$1
  shift
  for eic_id do set -- "$@" "$eic_ended_in/$eic_id"; shift; done
  # Of this order alone.
  eic_trash=$eic_ended_in/.ended.\${eic_marker#"$eic_marker_first"}
  [ $# = 1 ] || mkdir "$eic_trash"
  mv "$@" "$eic_trash" && rm -rf "$eic_trash" && eic_report removed $#
}
eic_acknowledge_all() {
  eic_in_home= eic_in_shared=
  for eic_id in $eic_ids; do eic_acknowledge; done
  eic_remove "$eic_home_base" $eic_in_home
  [ -z "$eic_in_shared" ] || eic_remove "$eic_base" $eic_in_shared
}
`);
