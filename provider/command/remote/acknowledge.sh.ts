import { compact } from "./compact";

/**
 * Removes the directories of finished runs. A live run is left alone. Needs `eic_ids`.
 *
 * A connection that was cut while its text arrived may have left a shell behind that comes to start the run only now. So the
 * tokens of all that asked for it are kept for a day, empty files beside the runs: START looks there after it has created a
 * run and before it starts it, and the tokens are written before the run is removed.
 */
export const ACKNOWLEDGE = compact(`
eic_keep_tokens() {
  eic_ended=$eic_run/../../ended
  [ -d "$eic_ended" ] || mkdir -p "$eic_ended"
  while read -r eic_asker; do printf '' >"$eic_ended/$eic_asker"; done <"$eic_run/tokens"
  find "$eic_ended" -type f -mmin +1440 -exec rm -f {} +
}
eic_acknowledge() {
  eic_find || { eic_report absent; return 0; }
  eic_word=
  [ -r "$eic_run/result" ] && read -r eic_word eic_rest <"$eic_run/result"
  if [ "$eic_word" != done ] && eic_detachable && ! flock -n -s "$eic_run/lock" true; then
    eic_report live
  elif eic_keep_tokens 2>/dev/null; mv "$eic_run" "$eic_run.$eic_marker_second" && rm -rf "$eic_run.$eic_marker_second"; then
    eic_report removed
  else
    eic_report kept
  fi
}
for eic_id in $eic_ids; do eic_acknowledge; done
`);
