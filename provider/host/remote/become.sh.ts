import { compact } from "../../base/compact";

/**
 * What makes a shell of the login user one of somebody else, for good: what follows on stdin is read by the new shell, and no
 * shell of more rights comes back. Needs `eic_boot`, the evaluator.
 */
export const BECOME = compact(String.raw`
# name: goes on as this user, with that user's home.
eic_become_by_sudo() {
  [ "$(id -un)" = "$1" ] || exec sudo -n -H -u "$1" -- /bin/sh -c "$eic_boot"
}
# Goes on as root when it can.
eic_elevate() {
  [ "$(id -u)" != 0 ] || return 0
  if eic_said=$(sudo -n -- /bin/sh -c : 2>&1); then exec sudo -n -- /bin/sh -c "$eic_boot" sh "$(id -u)"; fi
  eic_report no-sudo "$(printf '%s' "$eic_said" | tr '\n' ' ')"
  return 1
}
# name, and number where it is known: root goes on as this user: this shell is gone, so that nothing of what follows is ever
# done by root. By the first tool that is there; with the user's own groups.
eic_become() {
  cd /
  eic_user=$1
  [ -n "$2" ] && eic_wanted=$2 || eic_wanted=$(id -u -- "$1" 2>/dev/null)
  case $eic_wanted in
    ''|*[!0-9]*|0) eic_report fail 'act as the owner of the directory of' 0 "$1: invalid user"; exit 1 ;;
  esac
  eic_group=
  [ "$(id -u -- "$eic_user" 2>/dev/null)" != "$eic_wanted" ] || eic_group=$(id -g -- "$eic_user")
  if [ -n "$eic_group" ]; then
    ! setpriv --reuid "$eic_wanted" --regid "$eic_group" --init-groups -- /bin/sh -c : 2>/dev/null ||
      exec setpriv --reuid "$eic_wanted" --regid "$eic_group" --init-groups -- /bin/sh -c "$eic_boot"
    ! su -s /bin/sh -c : "$eic_user" </dev/null >/dev/null 2>&1 || exec su -s /bin/sh -c "$eic_boot" "$eic_user"
  else
    ! setpriv --reuid "$eic_wanted" --regid 65534 --clear-groups -- /bin/sh -c : 2>/dev/null ||
      exec setpriv --reuid "$eic_wanted" --regid 65534 --clear-groups -- /bin/sh -c "$eic_boot"
  fi
  ! sudo -n -u "#$eic_wanted" -- /bin/sh -c : </dev/null >/dev/null 2>&1 || exec sudo -n -u "#$eic_wanted" -- /bin/sh -c "$eic_boot"
  eic_report cannot-become "setpriv, su and sudo can't start a shell of the user $1"
  exit 1
}
# number: whoever follows is that user, or nothing is done.
eic_need_user() { [ -z "$1" ] || [ "$(id -u)" = "$1" ] || exit 9; }
`);
