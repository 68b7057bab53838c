import { compact } from "../../base/compact";

/**
 * A run of another user is found by a pointer: a file of the login user's, in a directory that is this user's own, with the name
 * of the other one in it. So a run can be stopped and acknowledged by its name alone. A library.
 */
export const POINTERS = compact(String.raw`
# file: tells whose run it leads to.
eic_tell_pointer() {
  [ -f "$1" ] && [ ! -L "$1" ] && [ -O "$1" ] || return 0
  eic_user=
  read -r eic_user <"$1"
  [ -z "$eic_user" ] || { eic_asks_user=yes; eic_report pointer "${"$"}{1##*/}" "$eic_user"; }
}
eic_tell_pointers() {
  eic_base=
  eic_shared_is_there || eic_base=
  for eic_id in $eic_ids; do
    for eic_directory in "$eic_home_base" "$eic_base"; do
      [ -z "$eic_directory" ] || eic_tell_pointer "$eic_directory/.as/$eic_id"
    done
  done
}
# Makes the pointer of the run eic_id to eic_user, before there is a run.
eic_point() {
  eic_login=$(id -un)
  eic_report login "$eic_login"
  [ "$eic_login" != "$eic_user" ] || return 0
  eic_base=$eic_home_base
  if [ -z "$eic_base" ] || ! mkdir -p "$eic_base/.as" 2>/dev/null; then
    eic_shared_base
    mkdir "$eic_shared" 2>/dev/null
    if eic_shared_is_ours; then mkdir -p "$eic_base/.as" 2>/dev/null
    # What somebody else has put there may lead anywhere.
    elif [ -e "$eic_shared" ] || [ -L "$eic_shared" ]; then eic_report_text refused shared-directory "$eic_shared"; return 0
    # Nothing can be written at all: the run won't be found by its id alone.
    else return 0; fi
  fi
  eic_pointer=$eic_base/.as/$eic_id
  eic_recorded=
  [ -f "$eic_pointer" ] && [ ! -L "$eic_pointer" ] && read -r eic_recorded <"$eic_pointer"
  [ "$eic_recorded" != "$eic_user" ] || return 0
  [ ! -e "$eic_pointer" ] && [ ! -L "$eic_pointer" ] || rm -f "$eic_pointer"
  set -C
  { printf '%s\n' "$eic_user" >"$eic_pointer"; } 2>/dev/null
  set +C
  eic_report pointed
}
# Where sudo refuses, there can be no run that the pointers of eic_ids to eic_user would lead to.
eic_unpoint() {
  if sudo -n -H -u "$eic_user" -- /bin/sh -c : 2>/dev/null; then return 0; fi
  eic_forget
}
# Removes the pointers of eic_ids to eic_user.
eic_forget() {
  eic_base=
  eic_shared_is_there || eic_base=
  for eic_id in $eic_ids; do
    for eic_directory in "$eic_home_base" "$eic_base"; do
      eic_pointer=$eic_directory/.as/$eic_id
      [ -n "$eic_directory" ] && [ -f "$eic_pointer" ] && [ ! -L "$eic_pointer" ] && [ -O "$eic_pointer" ] || continue
      eic_recorded=
      read -r eic_recorded <"$eic_pointer"
      [ "$eic_recorded" != "$eic_user" ] || rm -f "$eic_pointer"
    done
  done
}
`);
