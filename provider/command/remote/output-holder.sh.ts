import { compact } from "../../base/compact";

/**
 * The part of the runner that looks for somebody who has the output still open when the script is over: `eic_find_holder` leaves a
 * file that says so.
 *
 * What a script has started is younger than its runner, and numbers are given in turn. So after a short script only those between
 * the runner's and the last one given are looked at, unless they are many or were all given since: a host may have thousands of
 * processes, and the look costs more than the run.
 */
export const OUTPUT_HOLDER = compact(`
# The number of a process, or the pattern of all.
eic_holds() {
  for eic_open in /proc/$1/fd/[12]; do
    if [ "$eic_open" -ef out ] || [ "$eic_open" -ef err ]; then printf '' >held; return 0; fi
  done
  return 1
}
eic_find_holder() {
  eic_last=0
  read -r eic_rest eic_rest eic_rest eic_rest eic_last </proc/loadavg
  eic_younger=$((eic_last - $$))
  if [ $eic_younger -lt 1 ] || [ $eic_younger -gt 200 ] || [ $((eic_ended - eic_started)) -gt 10000 ]; then
    eic_holds '[0-9]*'
    return 0
  fi
  eic_number=$$
  while [ $eic_number -lt $eic_last ]; do
    eic_number=$((eic_number + 1))
    eic_holds $eic_number && return 0
  done
}
`);
