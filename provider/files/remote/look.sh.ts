/** The pieces that look at the host: they change nothing. */
export const LOOK = `
# Whether the user may put something at the path: 1 or 0. Most paths are in the same directory as the one before.
eic_may() {
  if [ -L "$1" ] || [ -e "$1" ]; then [ -O "$1" ] || return 1; fi
  eic_above=\${1%/*}
  [ "$eic_above" != "$eic_seen" ] || return $eic_seen_result
  eic_seen=$eic_above
  eic_seen_result=0
  while [ ! -d "$eic_above/" ]; do
    [ -n "$eic_above" ] || break
    eic_above=\${eic_above%/*}
  done
  [ -d "$eic_above/" ] && [ -w "$eic_above/" ] && [ -x "$eic_above/" ] || eic_seen_result=1
  return $eic_seen_result
}
eic_seen=.
eic_needs_root=no
eic_tell_user() {
  eic_tar=no
  command -v tar >/dev/null 2>&1 && eic_tar=yes
  eic_report user "$(id -u)" "$(id -g)" $eic_tar "$(eic_can_unzip)"
}
eic_look() {
  eic_flags=
  for eic_path do
    if eic_may "$eic_path"; then eic_flags=\${eic_flags}1; else eic_flags=\${eic_flags}0 eic_needs_root=yes; fi
  done
  eic_report may "$eic_flags"
}
eic_ask() {
  eic_kinds=
  for eic_path do
    if [ -L "$eic_path" ]; then eic_kind=l
    elif [ -d "$eic_path" ]; then eic_kind=d
    elif [ -f "$eic_path" ]; then if [ -r "$eic_path" ]; then eic_kind=f; else eic_kind=u; fi
    elif [ -e "$eic_path" ]; then eic_kind=o
    else eic_kind=-; fi
    eic_kinds=$eic_kinds$eic_kind
  done
  eic_report kinds "$eic_kinds"
  # A list is made anew at a price that grows with its square, so only where it has to be.
  case $eic_kinds in
    *[!-]*-*|-*[!-]*) for eic_path do shift; [ ! -L "$eic_path" ] && [ ! -e "$eic_path" ] || set -- "$@" "$eic_path"; done ;;
    *[!-]*) ;;
    *) return 0 ;;
  esac
  stat -c "$eic_marker stat %a %u %g %U %G %s" "$@" 2>/dev/null || eic_report broken stat
  case $eic_kinds in
    *[!f-]*) for eic_path do shift; [ ! -L "$eic_path" ] && [ -f "$eic_path" ] && [ -r "$eic_path" ] && set -- "$@" "$eic_path"; done ;;
  esac
  [ $# = 0 ] || { eic_hash "$@"; eic_report sha "$eic_found"; }
}
# A prefix, the number of the first directory, directories: the owner and the name of all that begins with the prefix there.
eic_left() {
  eic_prefix=$1
  eic_index=$2
  shift 2
  for eic_directory do
    for eic_path in "$eic_directory/$eic_prefix"*; do
      [ -d "$eic_path" ] && [ ! -L "$eic_path" ] || continue
      eic_report left $eic_index "$(stat -c %u "$eic_path")" "\${eic_path##*/}"
    done
    eic_index=$((eic_index + 1))
  done
}
# Pairs of a path and a target: whether it is a link to just that.
eic_ask_links() {
  eic_flags=
  while [ $# -gt 1 ]; do
    if [ -L "$1" ] && [ "$(readlink "$1"; echo .)" = "$2$eic_newline." ]; then eic_flags=\${eic_flags}1; else eic_flags=\${eic_flags}0; fi
    shift 2
  done
  eic_report links "$eic_flags"
}
`;
