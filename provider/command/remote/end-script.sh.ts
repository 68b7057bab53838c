import { compact } from "../../base/compact";

/**
 * Ends all that a script has started: `eic_end_script` sends TERM, waits 10 seconds, sends KILL, and sets `eic_left` to what
 * lives on all the same. Nothing of it runs while all is well.
 *
 * A process is the script's when it has the script's session, a parent that is the script's, or one of two marks that are
 * inherited whatever a process does with its group, session and environment, and have no effect: a soft limit of the resident
 * set, which Linux ignores and everybody may read (PAM resets it with sudo on some systems), and some microseconds of timer
 * slack, which nothing resets and root alone may read.
 *
 * Needs `eic_signal_group`, and in variables the script's number (`eic_group`), that of its runner (`eic_runner`), its marks
 * (`eic_mark`, `eic_slack`) and whether it has a session of its own (`eic_detached`). What it says on standard error is nobody's.
 */
export const END_SCRIPT = compact(String.raw`
# Hundredths of a second since boot: no process is started for it, and nobody sets it back.
eic_uptime() {
  eic_up=0
  if [ -r /proc/uptime ]; then
    read -r eic_up eic_rest </proc/uptime
    eic_up=${"$"}{eic_up%.*}${"$"}{eic_up#*.}
  fi
}
# Fails for a process that is gone, has only to be waited for, or is older than the script.
eic_look() {
  eic_stat=
  # A name may hold a line break; what counts is behind its end.
  if [ $eic_hidden = yes ]; then eic_stat=$(sudo -n tail -n 1 "/proc/$1/stat")
  else while read -r eic_line; do eic_stat=$eic_line; done <"/proc/$1/stat"; fi
  set -- ${"$"}{eic_stat##*) }
  [ $# -ge 20 ] || return 1
  case $1 in [ZX]) return 1;; esac
  eic_parent=$2
  eic_in_group=$3
  eic_birth=${"$"}{20}
  [ "$eic_birth" -ge "$eic_begin" ]
}
# The numbers of all processes in whose files the pattern is found; with sudo also in those that root alone may read.
eic_pick='cd /proc && exec grep -lE -e "$0" [0-9]*/limits [0-9]*/stat [0-9]*/timerslack_ns'
eic_search() {
  /bin/sh -c "$eic_pick" "$1"
  [ $eic_deep = no ] || [ $eic_root = no ] || sudo -n /bin/sh -c "$eic_pick" "$1"
}
# Adds those of the numbers that live to eic_left, as number/birth.
eic_add() {
  for eic_pid do
    eic_pid=${"$"}{eic_pid%%/*}
    case "$eic_left " in *" $eic_pid/"*) continue;; esac
    eic_look "$eic_pid" && eic_left="$eic_left $eic_pid/$eic_birth"
  done
}
# Sets eic_left to the processes of the script.
eic_survey() {
  eic_known=$eic_left
  eic_left=
  [ -r /proc/self/stat ] || { eic_signal_group 0 && eic_left=" $eic_group/0"; return 0; }
  eic_add $(eic_search "$eic_pattern|^$eic_slack\$")
  for eic_pair in $eic_known; do
    case "$eic_left " in *" $eic_pair "*) continue;; esac
    eic_look "${"$"}{eic_pair%/*}" && [ "$eic_birth" = "${"$"}{eic_pair#*/}" ] && eic_add "$eic_pair"
  done
  # Sudo may give its command another session, and neither mark: the parents are known as long as they live. Not for ever:
  # a script may start others as fast as we look.
  eic_before=
  eic_depth=0
  until [ "$eic_before" = "$eic_left" ] || [ $eic_depth -ge 8 ]; do
    eic_depth=$((eic_depth + 1))
    eic_before=$eic_left
    eic_parents=
    for eic_pair in $eic_left; do eic_parents="$eic_parents|${"$"}{eic_pair%/*}"; done
    [ -z "$eic_parents" ] || eic_add $(eic_search "\) [A-Z] (${"$"}{eic_parents#|}) [-0-9 ]+\$")
  done
}
# Signals processes: those of other users as root, or where sudo does not allow that, as the user that each belongs to.
eic_signal() {
  eic_signal_name=$1
  shift
  eic_others=
  for eic_pid do
    eic_pid=${"$"}{eic_pid%/*}
    kill "-$eic_signal_name" "$eic_pid" && continue
    { [ $eic_hidden = yes ] || [ -e "/proc/$eic_pid" ]; } && [ ! -O "/proc/$eic_pid" ] && eic_others="$eic_others $eic_pid"
  done
  [ -n "$eic_others" ] || return 0
  [ $eic_root = yes ] && { sudo -n /bin/sh -c 'kill "$@"' sh "-$eic_signal_name" $eic_others; return 0; }
  for eic_pid in $eic_others; do
    sudo -n kill "-$eic_signal_name" "$eic_pid" ||
      sudo -n -u "#$(stat -c %u "/proc/$eic_pid")" kill "-$eic_signal_name" "$eic_pid"
  done
}
# Sudo passes the signal on to its command, and to the group of a command that has a terminal of its own: sets eic_passed to
# those, for which a second TERM might mean another thing than the first.
eic_see_sudo() {
  eic_sudos=
  eic_passed=
  for eic_pair in $eic_left; do
    eic_look "${"$"}{eic_pair%/*}" || continue
    case $eic_stat in *"(sudo)"*) eic_sudos="$eic_sudos ${"$"}{eic_pair%/*}";; esac
  done
  [ -n "$eic_sudos" ] || return 0
  for eic_pair in $eic_left; do
    eic_look "${"$"}{eic_pair%/*}" || continue
    case "$eic_sudos " in *" $eic_parent "*) eic_passed="$eic_passed ${"$"}{eic_pair%/*}";; esac
  done
}
# TERM for those that have not been told yet, and were there when the stop began: what a script starts to clean up may do its work.
eic_tell_term() {
  eic_due=
  for eic_pair in $eic_left; do
    [ "${"$"}{eic_pair#*/}" -le "$eic_stop_at" ] || continue
    case "$eic_told " in *" $eic_pair "*) ;; *) eic_due="$eic_due $eic_pair";; esac
  done
  [ -n "$eic_due" ] || return 0
  eic_told="$eic_told$eic_due"
  eic_see_sudo
  set -- $eic_due
  eic_due=
  for eic_pair do
    eic_pid=${"$"}{eic_pair%/*}
    eic_look "$eic_pid" || continue
    case "$eic_passed " in *" $eic_pid "*|*" $eic_in_group "*) continue;; esac
    # Where we may signal it, the signal of the group has reached it.
    if [ "$eic_in_group" = "$eic_group" ] && [ "$eic_detached" = yes ] && kill -0 "$eic_pid"; then continue; fi
    [ "$eic_pid" = "$eic_group" ] || eic_due="$eic_due $eic_pair"
  done
  [ -z "$eic_due" ] || eic_signal TERM $eic_due
}
eic_nap() { sleep 0.1 || { sleep 1; eic_tries=$((eic_tries + 9)); }; eic_tries=$((eic_tries + 1)); }
eic_end_script() {
  eic_root=no
  eic_hidden=no
  eic_deep=no
  eic_begin=0
  eic_look "$eic_runner" && eic_begin=$eic_birth
  # This subshell is the youngest process there is.
  eic_stop_at=$(eic_look self && echo "$eic_birth")
  eic_uptime
  eic_stop_up=$eic_up
  eic_left=
  eic_told=
  eic_pattern="^Max resident set +$((eic_mark * 1024)) "
  [ "$eic_detached" = yes ] && eic_pattern="$eic_pattern|\) [A-Z] [0-9]+ [0-9]+ ${"$"}{eic_group:-none} [-0-9 ]+\$"
  # Before the first signal: a parent that is gone tells nothing any more.
  eic_survey
  eic_signal_group TERM
  # A script that a full disk has paused takes no TERM before it goes on.
  eic_signal_group CONT
  # Sudo comes after that, since it may wait for a directory service; the KILL does not wait for it.
  { sleep 11; eic_signal_group KILL; } >/dev/null 6<&- 7<&- &
  eic_last=$!
  [ "$(id -u)" != 0 ] && command -v sudo >/dev/null && sudo -n /bin/sh -c : && eic_root=yes
  # A host may show nobody the processes of others.
  [ $eic_root = yes ] && [ -d /proc/self ] && [ ! -d /proc/1 ] && eic_hidden=yes
  eic_deep=yes
  eic_survey
  eic_tell_term
  [ $eic_hidden = yes ] || eic_deep=no
  eic_tries=0
  while eic_survey; [ -n "$eic_left" ] && [ $eic_tries -lt 100 ]; do
    eic_tell_term
    eic_nap
    eic_uptime
    [ $((eic_up - eic_stop_up)) -lt 1000 ] || break
  done
  # What starts others all the time may do so faster than all of them are looked at.
  eic_tries=0
  while [ -n "$eic_left" ] && set -- $(eic_search "$eic_pattern") && [ $# -gt 0 ] && [ $eic_tries -lt 5 ]; do
    eic_signal KILL "$@"
    eic_tries=$((eic_tries + 1))
  done
  eic_told=
  eic_tries=0
  while eic_deep=yes; eic_survey; [ -n "$eic_left" ] && [ $eic_tries -lt 10 ]; do
    eic_signal_group KILL
    eic_due=
    for eic_pair in $eic_left; do
      case "$eic_told " in *" $eic_pair "*) ;; *) eic_due="$eic_due $eic_pair";; esac
    done
    eic_told=$eic_left
    eic_signal KILL $eic_due
    eic_nap
  done
  kill $eic_last
}
# A word of at most these characters, whatever a process calls itself.
eic_word_of() {
  eic_word=$1
  while :; do
    case $eic_word in *[!A-Za-z0-9_.:+-]*) eic_word=${"$"}{eic_word%%[!A-Za-z0-9_.:+-]*}_${"$"}{eic_word#*[!A-Za-z0-9_.:+-]};; *) break;; esac
  done
  [ -n "$eic_word" ] || eic_word=_
}
# One line of what is left: number, user and name of each, the names of 8.
eic_tell_left() {
  eic_line_left=
  eic_tries=0
  for eic_pair in $eic_left; do
    eic_tries=$((eic_tries + 1))
    [ $eic_tries -le 8 ] || continue
    eic_look "${"$"}{eic_pair%/*}" || continue
    eic_stat=${"$"}{eic_stat#*\(}
    eic_word_of "${"$"}{eic_stat%)*}"
    eic_name=$eic_word
    eic_word_of "$(stat -c %U "/proc/${"$"}{eic_pair%/*}")"
    eic_line_left="$eic_line_left ${"$"}{eic_pair%/*} $eic_word $eic_name"
  done
  printf '%s%s\n' "$eic_tries" "$eic_line_left"
}
`);
