import { compact } from "./compact";

/** Removes the directories of finished runs. A live run is left alone. Needs `eic_ids`. */
export const ACKNOWLEDGE = compact(`
eic_acknowledge() {
  eic_find || { eic_report absent; return 0; }
  eic_word=
  [ -r "$eic_run/result" ] && read -r eic_word eic_rest <"$eic_run/result"
  if [ "$eic_word" != done ] && eic_detachable && ! flock -n -s "$eic_run/lock" true; then
    eic_report live
  elif rm -rf "$eic_run"; then
    eic_report removed
  else
    eic_report kept
  fi
}
for eic_id in $eic_ids; do eic_acknowledge; done
`);
