import { compact } from "../../base/compact";
import { quoteForShell } from "../../base/shell";
import { CHILD } from "./child.sh";
import { RUNNER } from "./runner.sh";

/**
 * Creates the run if there is none and starts it if it never started: both at most once, whoever else tries.
 *
 * Files are written in a directory that is then renamed: a run is there whole or not at all. Its name is this connection's
 * alone (the marker's half): under a name that another connection of the same run also uses, removing left-overs would
 * reach into the run that the other has just put in place, and start it a second time. Needs
 * `eic_id`, `eic_turn`, `eic_token`, `eic_inputs`, `eic_discard`, `eic_script`, `eic_environment`, `eic_stdin`, `eic_runner_values`,
 * `eic_child_values` and `eic_child_call`. Nothing in it waits: other orders do meanwhile.
 */
export const START = `
eic_runner_text=${quoteForShell(RUNNER)}
eic_child_text=${quoteForShell(CHILD)}
eic_start() {
${compact(String.raw`
# Where a run can't be detached, the shell that starts it has to be the one that follows it.
[ "${"$"}{eic_takes_turns-no}" = no ] || eic_detachable || { eic_report attached; exit 1; }
eic_write_stage() {
  eic_stage=$eic_base/.$eic_id.$eic_marker_second
  [ -d "$eic_base" ] || mkdir -p "$eic_base" || return 1
  [ ! -d "$eic_stage" ] || rm -rf "$eic_stage"
  mkdir "$eic_stage" && cd "$eic_stage" || return 1
  # 200 blanks: the result is written over them, and needs no space when the disk is full.
  printf '%s' "$eic_script" >script && printf '%s' "$eic_inputs" >inputs && printf '%s' "$eic_token" >token &&
  printf '%s\n%s' "$eic_runner_values" "$eic_runner_text" >runner &&
  printf 'eic_umask=%s\neic_has_locale=%s\neic_locale=%s\n%s\n%s\n%s\n' "$eic_umask" "$eic_has_locale" "$eic_locale" "$eic_child_values" "$eic_child_text" "$eic_child_call" >child &&
  printf '%200s\n' '' >result && printf '' >out && printf '' >err && printf '' >values && printf '' >group && printf '' >lock || return 1
  if [ -n "$eic_environment" ]; then printf '%s' "$eic_environment" >environment || return 1; fi
  if [ -n "$eic_stdin" ]; then printf '%s' "$eic_stdin" >stdin || return 1; fi
}
eic_create() {
  eic_base=$eic_home_base
  eic_problem=
  if [ -z "$eic_base" ] || ! { eic_write_stage; } 2>/dev/null; then
    [ -n "$eic_base" ] && rm -rf "$eic_base/.$eic_id.$eic_marker_second" 2>/dev/null
    eic_shared_base
    [ -e "$eic_shared" ] || mkdir "$eic_shared" 2>/dev/null
    if ! eic_shared_is_ours; then eic_report_text refused shared-directory "$eic_shared"; exit 1; fi
    if ! { eic_write_stage; } 2>/dev/null; then
      eic_problem=$(eic_write_stage 2>&1)
      rm -rf "$eic_base/.$eic_id.$eic_marker_second" 2>/dev/null
      eic_report_text refused no-space "$eic_home_base and $eic_base: $eic_problem"
      exit 1
    fi
  fi
  eic_run=$eic_base/$eic_id
  # Without -T a directory would be moved into one that is there; with it, the first one wins.
  mv -T "$eic_stage" "$eic_run" 2>/dev/null || { [ ! -d "$eic_run" ] && mv "$eic_stage" "$eic_run" 2>/dev/null; }
  [ -d "$eic_stage" ] && rm -rf "$eic_stage"
  eic_nested=$eic_run/.$eic_id.$eic_marker_second
  [ -d "$eic_nested" ] && rm -rf "$eic_nested"
  [ -d "$eic_run" ]
}
# Not for long: whoever starts a run keeps others waiting.
eic_lock_alone() {
  eic_tries=0
  until flock -n -x 9; do
    [ $eic_tries -lt 40 ] || return 1
    eic_tries=$((eic_tries + 1))
    sleep 0.05 || sleep 1
  done
}
# Moves a run out of the way that nobody lives in; fails where somebody does. Only who holds its lock may move it, and only
# while it is the one that its name means: another connection may have put a fresh run there meanwhile.
eic_retire() {
  cd "$eic_run" 2>/dev/null || return 0
  exec 9<>lock
  # Shared first: that tells whether somebody lives there. Then only those are left who have just read how it ended.
  if eic_detachable; then { flock -n -s 9 && eic_lock_alone; } || { exec 9<&-; return 1; }
  else
    read -r eic_word eic_rest <result
    [ "$eic_word" = done ] || [ -e refused ] || [ "$eic_creator" = "$eic_discard" ] || { exec 9<&-; return 1; }
  fi
  eic_leave_if_claimed
  eic_old=$eic_run.$eic_marker_second
  [ "$eic_run" -ef . ] && mv "$eic_run" "$eic_old"
  exec 9<&-
  cd /
  rm -rf "$eic_old"
}
# A later operation has claimed the name since this text was sent, or its run is acknowledged: nothing may be started by it.
eic_claim=
eic_turn_shared=
if eic_shared_is_there; then eic_turn_shared=${"$"}{eic_base%/*}/turns/$eic_turn; fi
eic_check_turn() {
  [ -s "$1" ] && [ -O "$1" ] || return 0
  eic_claimant=
  read -r eic_claimant <"$1"
  [ "$eic_claimant" = "$eic_token" ] && return 0
  [ -z "$eic_claim" ] || rmdir "$eic_claim"
  eic_report absent claimed
  exit 1
}
eic_leave_if_claimed() {
  [ -z "$eic_home_base" ] || eic_check_turn "${"$"}{eic_home_base%/*}/turns/$eic_turn"
  [ -z "$eic_turn_shared" ] || eic_check_turn "$eic_turn_shared"
}
eic_leave_if_claimed
# Goes into the run's directory: one that is there, or a new one.
eic_enter() {
  # It never ran, and what was missing may be there now.
  if eic_find && [ -e "$eic_run/refused" ]; then eic_retire; fi
  if eic_find; then
    eic_found= eic_creator=
    [ -r "$eic_run/inputs" ] && read -r eic_found <"$eic_run/inputs"
    [ -r "$eic_run/token" ] && read -r eic_creator <"$eic_run/token"
    if [ "$eic_found" != "$eic_inputs" ] || { [ -n "$eic_discard" ] && [ "$eic_creator" = "$eic_discard" ]; }; then
      # Another script's run under this id: its result is nobody's, its life is.
      eic_retire || { eic_report_text refused other-inputs "$eic_run"; exit 1; }
      eic_create || { eic_report_text refused no-space "$eic_run"; exit 1; }
    fi
  else
    eic_create || { eic_report_text refused no-space "$eic_run"; exit 1; }
  fi
  cd "$eic_run" || { eic_report_text refused no-space "$eic_run"; exit 1; }
}
# An operation that is about to lose its turn may have put another script's run there in between: it would be started in this
# one's place. What the directory holds that the shell is in changes no more.
eic_entered=0
until eic_enter; eic_found=; read -r eic_found <inputs; [ "$eic_found" = "$eic_inputs" ]; do
  eic_entered=$((eic_entered + 1))
  [ $eic_entered -lt 5 ] || { eic_report_text refused other-inputs "$eic_run"; exit 1; }
done
if eic_detachable; then
  exec 9<>lock
  flock -n -x 9
  eic_locked=$?
  if [ $eic_locked -gt 1 ]; then eic_report_text refused lock "$eic_run"; exit 1; fi
  if [ $eic_locked = 0 ] && [ ! -e started ]; then
    eic_leave_if_claimed
    # Twice: the first makes this child a leader, so that the second one must fork, and the shell goes on at once. An
    # asynchronous list (&) would do it too, but the script would inherit SIGINT and SIGQUIT ignored for ever.
    setsid setsid /bin/sh ./runner "$eic_run" 9<&9 4<&- </dev/null >/dev/null 2>&1
  fi
  exec 9<&-
elif mkdir claim 2>/dev/null; then
  eic_claim=claim
  eic_leave_if_claimed
  /bin/sh ./runner "$eic_run" </dev/null >/dev/null 2>&1 &
  eic_attached_process=$!
fi
`)}
}
`;
