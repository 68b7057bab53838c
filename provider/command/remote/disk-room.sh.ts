import { compact } from "../../base/compact";

/**
 * The part of the runner's guard that keeps room on the host's disk: `eic_check_room` fails when the script must be stopped.
 *
 * Works on the variables of the guard: `eic_elapsed`, `eic_tick`, `eic_paused`, `eic_last_spool`.
 */
export const DISK_ROOM =
    compact(String.raw`# What the undelivered output takes on the disk, in KiB: blocks, since what was delivered may have been given back.
eic_measure_spool() {
  eic_spool=0
  for eic_blocks in $(stat -c %b out err || wc -c <out); do eic_spool=$((eic_spool + eic_blocks)); done
  eic_spool=$((eic_spool / 2))
}
# Sets eic_size and eic_free, in KiB, of the file system that the run is on.
eic_measure_disk() {
  eic_line=$(df -Pk . | tail -n 1)
  set -- ${"$"}{eic_line%%\%*}
  [ $# -ge 4 ] || return 1
  shift $(($# - 4))
  eic_size=$1
  eic_free=$3
}
# The spool may not eat the host's last space: 5% of the file system, at least 64 MiB, at most 2 GiB stay free. Small
# spools don't count: a nearly full host must still run the command that cleans it. At the limit the script is paused while
# delivered output can be given back; it is stopped when that does not help.
eic_check_room() {
  [ -s out ] || [ -s err ] || return 0
  eic_measure_spool
  # A flood is looked at more often.
  [ $((eic_spool - eic_last_spool)) -gt 8192 ] && eic_tick=10
  eic_last_spool=$eic_spool
  [ $eic_paused = no ] && [ "$eic_spool" -lt 8192 ] && return 0
  eic_measure_disk || return 0
  eic_keep=$((eic_size / 20))
  [ $eic_keep -lt 65536 ] && eic_keep=65536
  [ $eic_keep -gt 2097152 ] && eic_keep=2097152
  if [ $eic_paused = no ]; then
    [ "$eic_free" -ge $eic_keep ] && return 0
    command -v fallocate >/dev/null || { eic_note_full; return 1; }
    printf '' >scarce
    eic_signal_group STOP
    eic_paused=yes
    eic_least=$eic_spool
    eic_least_at=$eic_elapsed
  elif [ "$eic_free" -ge $((eic_keep + 8192)) ]; then
    rm -f scarce
    eic_signal_group CONT
    eic_paused=no
  elif [ "$eic_spool" -lt "$eic_least" ]; then
    eic_least=$eic_spool
    eic_least_at=$eic_elapsed
  elif [ $((eic_elapsed - eic_least_at)) -gt $eic_patience_hundredths ]; then
    eic_note_full
    return 1
  fi
  eic_tick=10
}
# Over a file that has its block, since there may be none left.
eic_note_full() { printf '%s %s %s ' "$eic_free" "$eic_keep" "$eic_spool" 1<>room && mv room full; }
`);
