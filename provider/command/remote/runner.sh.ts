import { compact } from "../../base/compact";
import { DISK_ROOM } from "./disk-room.sh";
import { END_SCRIPT } from "./end-script.sh";
import { EXCLUSIVE_PLACE } from "./exclusive.sh";
import { ONCE_A_DAY } from "./once-a-day.sh";
import { OUTPUT_HOLDER } from "./output-holder.sh";

/**
 * What stays on the host while the script runs: starts it once, enforces the time limit, writes the result.
 *
 * Runs in a session of its own with all streams on /dev/null and, where runs are detached, the run's lock on descriptor
 * 9, which it inherits locked: nobody can ask about the lock before it is held. The lock is free again when this shell is
 * gone, however it went. Needs `eic_timeout_hundredths` and `eic_exclusive`.
 */
export const RUNNER = compact(String.raw`
cd "$1" || exit 1
eic_run=$1
${END_SCRIPT}
eic_now() {
  eic_ms=$(date +%s%3N 2>/dev/null)
  case "$eic_ms" in ''|*[!0-9]*) eic_ms=$(date +%s)000;; esac
}
eic_boot=-
[ -r /proc/sys/kernel/random/boot_id ] && read -r eic_boot </proc/sys/kernel/random/boot_id
eic_now
eic_started=$eic_ms
printf '%s %s\n' "$eic_started" "$eic_boot" >started || exit 1
eic_uptime
eic_begin=$eic_up
# The shell says on its standard error when a command of it dies of a signal, and is silent when the command exits with
# 128 and more by itself. That tells the two apart.
exec 2>notice
# Whoever asked for a stop before this shell was there has given up, or asks again.
[ ! -e stop ] || rm -f stop
eic_detached=no
command -v setsid >/dev/null 2>&1 && eic_detached=yes
# What END_SCRIPT knows the script's processes by: beyond any memory, and less than 0.1 ms. On Linux they are the run's alone.
eic_runner=$$
eic_mark=$((1125899906842624 + eic_started / 1000 % 67108864 * 4194304 + $$ % 4194304))
eic_slack=
{ read -r eic_slack </proc/self/timerslack_ns; } 2>/dev/null
eic_slack=$((eic_slack + 1 + $$ % 65536))
printf '%s %s %s %s\n' $$ $eic_mark $eic_slack $eic_detached >mark
${EXCLUSIVE_PLACE}
# A script in a session of its own is signalled with all that it started; else only its first process can be named.
eic_group=
# From a descriptor that is open before the script starts: it may remove its directory, and the limit holds all the same.
eic_know_group() { [ -n "$eic_group" ] || read -r eic_group <&8; }
eic_signal_group() {
  eic_know_group || return 0
  if [ "$eic_detached" = yes ]; then kill "-$1" "-$eic_group"; else kill "-$1" "$eic_group"; fi
}
eic_guard() {
  # Not as a redirection of the call: a shell would keep a copy of the descriptor, and the lock with it.
  exec 2>/dev/null 9>&-
  trap 'kill $!; exit 0' TERM
  eic_paused=no
  eic_last_spool=0
  eic_elapsed=0
  eic_tick=20
  while :; do
    eic_left=$((eic_timeout_hundredths - eic_elapsed))
    [ $eic_left -lt $eic_tick ] && eic_tick=$eic_left
    # Some hosts know whole seconds only.
    sleep 0.$((eic_tick / 10))$((eic_tick % 10)) & wait $! || { eic_tick=100; sleep 1 & wait $!; }
    eic_uptime
    eic_elapsed=$((eic_elapsed + eic_tick))
    [ "$eic_up" != 0 ] && eic_elapsed=$((eic_up - eic_begin))
    # When the shell that ends this guard was killed: the script's number may be another's before the limit is reached.
    kill -0 $$ || eic_signal_group 0 || exit 0
    [ "$eic_elapsed" -ge "$eic_timeout_hundredths" ] && { printf '' >timed; break; }
    [ -e stop ] && { printf '' >stopped; break; }
    eic_tick=50
    eic_check_room || break
  done
  printf '' >stopping
  eic_tries=0
  until eic_know_group; [ -n "$eic_group" ] || [ $eic_tries -ge 40 ]; do sleep 0.05 || sleep 1; eic_tries=$((eic_tries + 1)); done
  eic_end_script
  [ -n "$eic_left" ] || return 0
  eic_tell_left >left
  # The lock of exclusive scripts is held for as long as anything of this one lives.
  [ "$eic_exclusive" = yes ] || return 0
  while eic_survey; [ -n "$eic_left" ]; do sleep 5 7<&- 6<&-; done &
}
${DISK_ROOM}
${OUTPUT_HOLDER}
${ONCE_A_DAY}
printf '%80s\n' '' >room
exec 8<group
eic_guard &
eic_guard_process=$!
exec 8<&-
set -- "$eic_run" $eic_mark $eic_slack
if [ $eic_detached = yes ]; then setsid /bin/sh ./child "$@" 9>&-; else /bin/sh ./child "$@" 9>&-; fi
eic_code=$?
eic_uptime
if [ "$eic_up" != 0 ]; then eic_ended=$((eic_started + (eic_up - eic_begin) * 10)); else eic_now; eic_ended=$eic_ms; fi
eic_signal=-
[ $eic_code -gt 128 ] && [ -s notice ] && eic_signal=$(kill -l $((eic_code - 128)))
eic_why=script
# A script whose output found no space may not notice it, and even succeed. No process is started to see that.
if [ ! -e full ] && { [ -s out ] || [ -s err ] || [ -s values ]; }; then
  { printf '%8192s' '' >probe; } 2>/dev/null || { eic_free=0 eic_keep=0; eic_measure_spool; eic_note_full; }
  { printf '' >probe; } 2>/dev/null
fi
# A script whose output found no space may not notice it, and even succeed.
if [ ! -e full ] && [ $((eic_ended - eic_started)) -gt 100 ] && [ -s out ]; then
  eic_measure_spool
  eic_keep=0
  [ "$eic_spool" -ge 8192 ] && eic_measure_disk && [ "$eic_free" -lt 1024 ] && eic_note_full
fi
[ -e timed ] && eic_why=timed
[ -e stopped ] && eic_why=stopped
[ -e full ] && eic_why=full
if [ ! -e began ]; then
  eic_why=refused
  [ -e refused ] || printf 'start\nexit code %s, signal %s' $eic_code "$eic_signal" >refused
fi
# After a stop the result tells what is left, too. Else what the script has left running neither holds the lock nor is ended.
if [ -e stopping ]; then wait $eic_guard_process
else
  kill $eic_guard_process
  [ "$eic_exclusive" = yes ] && { flock -u 7; flock -u 6; }
fi
exec 7<&- 6<&-
# What is left of its group may still be writing, as the tee does that a script has put its own output through: it has a second.
# Whoever has the output open after that, in whatever group, writes to a file that nobody reads any more.
if [ ! -e stopping ] && [ $eic_detached = yes ] && read -r eic_group <group; then
  eic_tries=0
  while [ $eic_tries -lt 20 ] && kill -0 "-$eic_group"; do
    sleep 0.05 || { sleep 1; eic_tries=20; }
    eic_tries=$((eic_tries + 1))
  done
  eic_find_holder
fi
# In place, over blocks that exist: a full disk can't take the result away.
until printf 'done %s %s %s %s %s %s' $eic_code "$eic_signal" $eic_why $eic_started $eic_ended $eic_boot 1<>result
do [ -e "$eic_run/token" ] || break; sleep 1; done
exec 9>&-
rm -f script environment stdin child
if eic_is_first_of_day ../../swept-runs; then
  find .. -mindepth 1 -maxdepth 1 -type d -mtime +7 -exec /bin/sh -c '
for eic_old do
  if [ -e "$eic_old/lock" ] && command -v flock >/dev/null 2>&1; then flock -n "$eic_old/lock" rm -rf "$eic_old"
  else rm -rf "$eic_old"; fi
done' sh {} + >/dev/null 2>&1
fi
`);
