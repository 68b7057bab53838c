import { compact } from "../../base/compact";

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
eic_end_turn() {
  eic_turns=$eic_run/../../turns
  [ -d "$eic_turns" ] || mkdir -p "$eic_turns"
  printf '%-40s\n' "nobody-$eic_marker_second" 1<>"$eic_turns/$eic_id"
  find "$eic_turns" "$eic_run/../../ended" -type f -mmin +1440 -exec rm -f {} +
}
# Whoever has seen the end of a run holds its lock together with others until all of it was read.
eic_is_read() {
  eic_detachable || return 1
  eic_tries=0
  until flock -n -x "$eic_run/lock" true; do
    [ $eic_tries -lt 20 ] || return 0
    eic_tries=$((eic_tries + 1))
    sleep 0.05 || sleep 1
  done
  return 1
}
eic_acknowledge() {
  eic_find || { eic_report absent; return 0; }
  case " $eic_starts " in *" $eic_id="*)
    eic_started=
    [ -r "$eic_run/started" ] && read -r eic_started eic_rest <"$eic_run/started"
    case " $eic_starts " in *" $eic_id=$eic_started "*) ;; *) eic_report other; return 0;; esac;;
  esac
  eic_word=
  [ -r "$eic_run/result" ] && read -r eic_word eic_rest <"$eic_run/result"
  if [ "$eic_word" != done ] && eic_detachable && ! flock -n -s "$eic_run/lock" true; then
    eic_report live
  elif eic_is_read; then
    eic_report kept
  elif eic_end_turn 2>/dev/null; mv "$eic_run" "$eic_run.$eic_marker_second" && rm -rf "$eic_run.$eic_marker_second"; then
    eic_report removed
  else
    eic_report kept
  fi
}
`);

/** Calls it for each run of `eic_ids`. */
export const ACKNOWLEDGE_ALL = "for eic_id in $eic_ids; do eic_acknowledge; done";
