import { compact } from "../../base/compact";

/**
 * What is done once a day, by the host's clock, for all runs: `eic_is_first_of_day <file>` tells whether it has not been done on the day
 * of `eic_ended`, and writes down in the file that it is. It is done as well if that can't be written. A library.
 */
export const ONCE_A_DAY = compact(`
eic_is_first_of_day() {
  eic_today=$((eic_ended / 86400000))
  eic_swept=
  [ -r "$1" ] && read -r eic_swept <"$1"
  [ "$eic_swept" != $eic_today ] || return 1
  echo $eic_today >"$1"
  return 0
}
`);
