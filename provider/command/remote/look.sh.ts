import { compact } from "./compact";

/**
 * Claims the names in `eic_claims` for `eic_token`, then tells of each run of the resource how it stands.
 *
 * A connection that was cut while its text arrived may have left a shell behind that comes to start a run only now. A run is
 * started only by who claimed its name last, so that such a shell is too late from here on, whatever it is about to start: what
 * it has started before is seen below, since it holds the run's lock by then.
 *
 * Needs `eic_claims`, `eic_token`, `eic_prefix`, `eic_names` (those without the prefix), and `eic_await`: a name whose end is
 * waited for, 10 seconds at most.
 */
export const LOOK = compact(String.raw`
eic_claim() {
  [ -n "$eic_claims" ] || return 0
  eic_turns=${"$"}{1%/*}/turns
  [ -d "$eic_turns" ] || mkdir -p "$eic_turns" || return 0
  for eic_id in $eic_claims; do printf '%s\n' "$eic_token" >"$eic_turns/$eic_id"; done
}
eic_is_live() {
  if eic_detachable && [ ! -d claim ]; then
    ! flock -n -s lock true
  else
    [ "$eic_word" != done ] && [ -s group ] && kill -0 "$(cat group)"
  fi
}
eic_look_at() {
  cd "$1" || return 0
  eic_name=${"$"}{1##*/}
  eic_creator=- eic_digest=- eic_started=- eic_word=- eic_fields=
  [ -r token ] && read -r eic_creator <token
  [ -r inputs ] && read -r eic_digest <inputs
  if [ "$eic_name" = "$eic_await" ] && eic_is_live; then flock -s -w 10 lock true || sleep 1; fi
  [ -r result ] && read -r eic_word eic_fields <result
  [ -r started ] && read -r eic_started eic_rest <started
  if [ "$eic_word" != done ] && eic_is_live; then eic_state=live eic_fields=
  elif [ -e refused ]; then eic_state=refused eic_fields=
  else
    # It may have ended between the two looks.
    [ -r result ] && read -r eic_word eic_fields <result
    if [ "$eic_word" = done ]; then eic_state=done
    elif [ -e started ]; then eic_state=gone eic_fields=
    else eic_state=unstarted eic_fields=; fi
  fi
  eic_report found "$eic_name" "$eic_user_name" $eic_state "${"$"}{eic_creator:--}" "${"$"}{eic_digest:--}" "$eic_started" "$eic_fields"
}
eic_look_in() {
  eic_claim "$1"
  for eic_at in "$1/$eic_prefix"*; do
    # With a dot: a directory that is being made or removed.
    case ${"$"}{eic_at##*/} in *.*) continue;; esac
    [ -d "$eic_at" ] && eic_look_at "$eic_at"
  done
  for eic_id in $eic_names; do [ -d "$1/$eic_id" ] && eic_look_at "$1/$eic_id"; done
}
eic_user_name=$(id -un)
{
  [ -z "$eic_home_base" ] || eic_look_in "$eic_home_base"
  ! eic_shared_is_there || eic_look_in "$eic_base"
} 2>/dev/null
cd /
`);

/**
 * Looks as other users of the host, too: those in `eic_users`, and those that the login user's pointers name. Who may not
 * become one of them sees nothing there, and could start nothing there either. Needs `eic_inner`, the whole text of a look.
 */
export const LOOK_AS_OTHERS = compact(String.raw`
eic_asked=" $(id -un) "
eic_look_as() {
  case $eic_asked in *" $1 "*) return 0;; esac
  eic_asked="$eic_asked$1 "
  printf '%s\n' "$eic_inner" | sudo -n -H -u "$1" -- /bin/sh -s
}
{
  for eic_user in $eic_users; do eic_look_as "$eic_user"; done
  eic_base=
  eic_shared_is_there || eic_base=
  for eic_directory in "$eic_home_base" "$eic_base"; do
    for eic_pointer in "$eic_directory/.as/$eic_prefix"*; do
      [ -f "$eic_pointer" ] && [ ! -L "$eic_pointer" ] && [ -O "$eic_pointer" ] || continue
      read -r eic_user <"$eic_pointer" && eic_look_as "$eic_user"
    done
  done
} 2>/dev/null
`);
