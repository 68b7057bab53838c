import { compact } from "./compact";

/**
 * Hands a whole text to another user's shell through sudo, on its stdin: nothing of it is in any argument.
 *
 * A pointer file in the login user's own directory remembers the user, so that a run can be stopped and acknowledged by
 * its id alone. Needs `eic_user` and `eic_inner`; what sudo itself says comes on standard error.
 */
export const AS_USER = compact(String.raw`
if [ "$(id -un)" = "$eic_user" ]; then
  eic_sudo() { printf '%s\n' "$eic_inner" | /bin/sh -s; }
  eic_pointer=
else
  eic_base=$eic_home_base
  if [ -z "$eic_base" ] || ! mkdir -p "$eic_base/.as" 2>/dev/null; then
    eic_shared_base
    mkdir "$eic_shared" 2>/dev/null
    if eic_shared_is_ours; then mkdir -p "$eic_base/.as" 2>/dev/null
    # What somebody else has put there may lead anywhere.
    elif [ -e "$eic_shared" ] || [ -L "$eic_shared" ]; then eic_report_text refused shared-directory "$eic_shared"; exit 0
    # Nothing can be written at all: the run won't be found by its id alone.
    else eic_base=; fi
  fi
  eic_pointer=
  eic_recorded=
  if [ -n "$eic_base" ]; then
    eic_pointer=$eic_base/.as/$eic_id
    [ -f "$eic_pointer" ] && [ ! -L "$eic_pointer" ] && read -r eic_recorded <"$eic_pointer"
    if [ "$eic_recorded" = "$eic_user" ]; then eic_pointer=
    else
      [ ! -e "$eic_pointer" ] && [ ! -L "$eic_pointer" ] || rm -f "$eic_pointer"
      set -C
      { printf '%s\n' "$eic_user" >"$eic_pointer"; } 2>/dev/null
      set +C
    fi
  fi
  eic_sudo() { printf '%s\n' "$eic_inner" | sudo -n -H -u "$eic_user" -- /bin/sh -s; }
fi
eic_sudo
eic_status=$?
# Where sudo refuses, there can be no run that the file would lead to. One of an earlier connection stays.
[ $eic_status != 0 ] && [ -n "$eic_pointer" ] && ! sudo -n -H -u "$eic_user" -- /bin/sh -c : 2>/dev/null && rm -f "$eic_pointer"
eic_report sudo $eic_status "$(id -un)"
`);

/** For each id of `eic_ids` that another user runs, hands `eic_inner` to that user. */
export const AS_RECORDED_USERS = compact(String.raw`
for eic_id in $eic_ids; do
  eic_base=
  eic_shared_is_there || eic_base=
  for eic_pointer in "$eic_home_base/.as/$eic_id" "$eic_base/.as/$eic_id"; do
    [ -f "$eic_pointer" ] && [ ! -L "$eic_pointer" ] && [ -O "$eic_pointer" ] || continue
    read -r eic_user <"$eic_pointer"
    { printf 'eic_id=%s\neic_ids=%s\n' "$eic_id" "$eic_id"; printf '%s\n' "$eic_inner"; } |
      sudo -n -H -u "$eic_user" -- /bin/sh -s && [ "$eic_forget" = yes ] && rm -f "$eic_pointer"
  done
done
`);
