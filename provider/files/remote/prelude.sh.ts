/**
 * The first piece, sent again after each change of user. Needs `eic_marker_first`, `eic_marker_second` (two halves, so that a
 * host that merely echoes never shows a whole marker) and `eic_boot`, the evaluator.
 */
export const PRELUDE = String.raw`
umask 077
LC_ALL=C
export LC_ALL
eic_marker=$eic_marker_first$eic_marker_second
eic_newline='
'
eic_report() { printf '%s %s\n' "$eic_marker" "$*"; }
# Ends everything: what failed, for which of the paths, and what the tool said, on one line.
eic_fail() {
  eic_report fail "$1" "$2" "$(printf '%s' "$3" | tr '\n' ' ')"
  eic_clean
  exit 1
}
eic_clean() { :; }
eic_try() {
  eic_step=$1
  eic_number=$2
  shift 2
  eic_said=$("$@" 2>&1) || eic_fail "$eic_step" "$eic_number" "$eic_said"
}
if command -v sha256sum >/dev/null 2>&1; then eic_sha() { sha256sum "$@"; }
elif command -v shasum >/dev/null 2>&1; then eic_sha() { shasum -a 256 "$@"; }
elif command -v openssl >/dev/null 2>&1; then eic_sha() { openssl dgst -sha256 -r "$@"; }
elif command -v busybox >/dev/null 2>&1; then eic_sha() { busybox sha256sum "$@"; }
else eic_fail find 0 'sha256sum: not found, nor shasum, openssl or busybox'; fi
# Leaves the hashes of the files in eic_found, with a blank between them. No pipe into "read": that takes byte by byte. A
# backslash in front belongs to a name that had to be escaped.
eic_hash() {
  eic_lines=$(eic_sha "$@" 2>/dev/null)
  eic_found=
  eic_ifs=$IFS
  IFS=$eic_newline
  set -f
  for eic_line in $eic_lines; do
    eic_line=${"$"}{eic_line#\\}
    eic_found=${"$"}{eic_found:+$eic_found }${"$"}{eic_line%% *}
    # A name alone may be of several lines.
    [ $# -gt 1 ] || break
  done
  set +f
  IFS=$eic_ifs
}
eic_can_unzip() { if command -v gzip >/dev/null 2>&1; then echo gzip; else echo plain; fi; }
# Goes on as root when it can. What follows on stdin is read by the new shell.
eic_elevate() {
  [ "$(id -u)" != 0 ] || return 0
  if eic_said=$(sudo -n -- /bin/sh -c : 2>&1); then exec sudo -n -- /bin/sh -c "$eic_boot" sh "$(id -u)"; fi
  eic_report no-sudo "$(printf '%s' "$eic_said" | tr '\n' ' ')"
  return 1
}
# name, and number where it is known: root goes on as this user, for good: this shell is gone, so that nothing of what follows
# is ever done by root. By the first tool that is there; with the user's own groups.
eic_become() {
  cd /
  eic_user=$1
  [ -n "$2" ] && eic_wanted=$2 || eic_wanted=$(id -u -- "$1" 2>/dev/null)
  case $eic_wanted in
    ''|*[!0-9]*|0) eic_fail 'act as the owner of the directory of' 0 "$1: invalid user" ;;
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
`;
