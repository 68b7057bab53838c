import { compact } from "../../base/compact";

/**
 * Claims the names in `eic_claims` for `eic_token`, then tells of each run of the resource how it stands.
 *
 * A connection that was cut while its text arrived may have left a shell behind that comes to start a run only now. A run is
 * started only by who claimed its name last, so that such a shell is too late from here on, whatever it is about to start: what
 * it has started before is seen below, since it holds the run's lock by then.
 *
 * A library. Needs `eic_claims`, `eic_token`, `eic_prefix`, `eic_names` (those without the prefix), `eic_asks_user`, and
 * `eic_await`: a name whose end is waited for, 10 seconds at most. Where nothing is found it starts no process.
 */
export const LOOK = `
eic_look_for_runs() {
${compact(String.raw`
# In place, over what stands there: a full disk takes no claim away.
eic_claim_in() {
  [ -d "$1" ] || mkdir -p "$1" || return 1
  for eic_id in $eic_claims; do printf '%-40s\n' "$eic_token" 1<>"$1/$eic_id" || return 1; done
}
# Sets eic_live to what the run is that the shell is in: its own lock tells it, or where there is none its processes, unless the
# host was started anew since.
eic_is_live() {
  eic_live=live
  if eic_detachable && [ ! -d claim ]; then ! flock -n -s 9 9<>lock; return; fi
  eic_live=attached
  eic_boot= eic_boot_now= eic_group= eic_runner=
  read -r eic_started_at eic_boot <started
  read -r eic_boot_now </proc/sys/kernel/random/boot_id
  [ "${"$"}{eic_boot:--}" = - ] || [ -z "$eic_boot_now" ] || [ "$eic_boot" = "$eic_boot_now" ] || return 1
  read -r eic_group <group
  [ ! -s mark ] || read -r eic_runner eic_rest <mark
  [ -n "$eic_group$eic_runner" ] || return 1
  { [ -n "$eic_group" ] && kill -0 "$eic_group"; } || { [ -n "$eic_runner" ] && kill -0 "$eic_runner"; }
}
# A process that is started only once somebody has to be told.
eic_know_user() { [ -n "$eic_user_name" ] || eic_user_name=$(id -un); }
eic_look_at() {
  cd "$1" || return 0
  eic_name=${"$"}{1##*/}
  eic_creator=- eic_digest=- eic_started=- eic_word=- eic_fields=
  [ -r token ] && read -r eic_creator <token
  [ -r inputs ] && read -r eic_digest <inputs
  if [ "$eic_name" = "$eic_await" ] && eic_is_live; then flock -s -w 10 lock true || sleep 1; fi
  [ -r result ] && read -r eic_word eic_fields <result
  [ -r started ] && read -r eic_started eic_rest <started
  if [ "$eic_word" != done ] && eic_is_live; then eic_state=$eic_live eic_fields=
  elif [ -e refused ]; then eic_state=refused eic_fields=
  else
    # It may have ended between the two looks.
    [ -r result ] && read -r eic_word eic_fields <result
    if [ "$eic_word" = done ]; then eic_state=done
    elif [ -e started ]; then eic_state=gone eic_fields=
    else eic_state=unstarted eic_fields=; fi
  fi
  eic_know_user
  eic_report found "$eic_name" "$eic_user_name" $eic_state "${"$"}{eic_creator:--}" "${"$"}{eic_digest:--}" "$eic_started" "$eic_fields"
}
eic_look_in() {
  for eic_at in "$1/$eic_prefix"*; do
    # With a dot: a directory that is being made or removed.
    case ${"$"}{eic_at##*/} in *.*) continue;; esac
    [ -d "$eic_at" ] && eic_look_at "$eic_at"
  done
  for eic_id in $eic_names; do [ -d "$1/$eic_id" ] && eic_look_at "$1/$eic_id"; done
}
# Where the home takes no claim, it takes no run either: that will stand in /var/tmp.
eic_make_shared() {
  [ $eic_claimed = no ] && [ -n "$eic_claims" ] || return 1
  eic_shared_base
  [ -e "$eic_shared" ] || mkdir "$eic_shared"
  eic_shared_is_ours
}
eic_user_name=
eic_claimed=no
eic_shared_seen=
{
  if [ -n "$eic_home_base" ]; then
    eic_claim_in "${"$"}{eic_home_base%/*}/turns" && eic_claimed=yes
    eic_look_in "$eic_home_base"
  fi
  if eic_shared_is_there || eic_make_shared; then
    eic_shared_seen=$eic_base
    eic_claim_in "$eic_shared/turns"
    eic_look_in "$eic_base"
  fi
  # Those who other runs were started as: whoever looked as them would find those.
  for eic_directory in "$eic_home_base" "$eic_shared_seen"; do
    for eic_pointer in "$eic_directory/.as/$eic_prefix"*; do eic_tell_pointer "$eic_pointer"; done
    for eic_id in $eic_names; do eic_tell_pointer "$eic_directory/.as/$eic_id"; done
  done
  if [ "$eic_asks_user" = yes ]; then eic_know_user; eic_report login "$eic_user_name"; fi
} 2>/dev/null
cd /
`)}
}
`;
