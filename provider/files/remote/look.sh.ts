/** The pieces that look at the host: they change nothing. */
export const LOOK = `
# Whether the user may put something at the path: 1 or 0. Most paths are in the same directory as the one before. A sticky
# directory lets only the owner exchange what is there.
eic_may() {
  if [ "\${1%/*}" != "$eic_seen" ]; then
    eic_seen=\${1%/*}
    eic_seen_result=0
    eic_seen_kind=plain
    eic_above=$eic_seen
    if [ ! -d "$eic_above/" ]; then eic_seen_kind=absent
    elif [ -k "$eic_above/" ] && [ ! -O "$eic_above/" ]; then eic_seen_kind=sticky; fi
    while [ ! -d "$eic_above/" ]; do
      [ -n "$eic_above" ] || break
      eic_above=\${eic_above%/*}
    done
    [ -d "$eic_above/" ] && [ -w "$eic_above/" ] && [ -x "$eic_above/" ] || eic_seen_result=1
  fi
  [ $eic_seen_result = 0 ] || return 1
  [ $eic_seen_kind != sticky ] || [ -O "$1" ] || { [ ! -L "$1" ] && [ ! -e "$1" ]; }
}
eic_seen=.
eic_needs_root=no
eic_tell_user() {
  eic_tar=no
  command -v tar >/dev/null 2>&1 && eic_tar=yes
  eic_report user $eic_tar "$(eic_can_unzip)" "$(id)"
}
# yes or no, paths: whether root is needed for those that the user may not write.
eic_look() {
  eic_flags=
  eic_asks=$1
  shift
  for eic_path do
    if eic_may "$eic_path"; then eic_flags=\${eic_flags}1; else eic_flags=\${eic_flags}0 eic_may_not=yes; fi
    if [ $eic_seen_kind = absent ]; then :
    # What the user may not read, root compares.
    elif [ -O "$eic_path" ]; then [ -r "$eic_path" ] || [ ! -f "$eic_path" ] || eic_may_not=yes
    # What has another owner keeps it, if root can see to that.
    elif [ -e "$eic_path" ]; then eic_may_not=yes; fi
  done
  [ "$eic_asks\${eic_may_not-no}" != yesyes ] || eic_needs_root=yes
  unset eic_may_not
  eic_report may $eic_flags
}
# all, mine or safe, paths: asks for all, for those that root will not look at, or for those that root may look at: root does not
# follow names that others can exchange.
eic_ask_some() {
  eic_which=$1
  eic_flags=
  shift
  if [ $eic_which = all ]; then
    eic_report asked "1*$#"
    eic_ask_files "$@" || eic_ask "$@"
    return
  fi
  for eic_path do
    if eic_is "$eic_path"; then eic_flags=\${eic_flags}1; else eic_flags=\${eic_flags}0; fi
  done
  eic_report asked $eic_flags
  # A list is made anew at a price that grows with its square, so only where it has to be.
  case $eic_flags in
    *0*)
      for eic_path do
        shift
        case $eic_flags in 1*) set -- "$@" "$eic_path" ;; esac
        eic_flags=\${eic_flags#?}
      done ;;
  esac
  [ $# = 0 ] || eic_ask "$@"
}
eic_is() {
  case $eic_which in
    mine) ! eic_is_safe "$1" && eic_may "$1" ;;
    safe) eic_is_safe "$1" ;;
    *) : ;;
  esac
}
# Root never opens by name what others can exchange for a pipe meanwhile: such files are opened by dd alone, if it can.
eic_is_others() { [ "$eic_which" = safe ] && [ -k "\${1%/*}/" ] && [ ! -O "$1" ]; }
eic_hash_others() {
  if dd if="$1" iflag=nofollow,nonblock count=0 2>/dev/null; then dd if="$1" iflag=nofollow,nonblock,fullblock bs=65536 2>/dev/null | eic_sha; fi
}
# The same as eic_ask where every path is a file that can be read, in one look at all of them; else it reports nothing and fails.
eic_ask_files() {
  [ -f "$1" ] || return
  eic_said=$(stat -c "$eic_stat_format" "$@" 2>/dev/null) || return
  # The last word is the mode in hex, of which the first digit is the kind.
  case $eic_said$eic_newline$eic_marker in *" "[!8]???"$eic_newline$eic_marker"*) return 1 ;; esac
  eic_hash "$@"
  [ "$eic_hashes" = $# ] || return
  eic_report kinds "f*$#"
  printf '%s\\n' "$eic_said"
  eic_report sha "$eic_found"
}
eic_stat_format="$eic_marker stat %a %u %g %U %G %s %h %f"
eic_ask() {
  eic_kinds=
  for eic_path do
    if [ ! -e "$eic_path" ] && [ ! -L "$eic_path" ]; then eic_kind=-
    elif [ -L "$eic_path" ]; then eic_kind=l
    elif [ -d "$eic_path" ]; then eic_kind=d
    elif [ -f "$eic_path" ] && eic_is_others "$eic_path"; then eic_kind=s
    elif [ -f "$eic_path" ]; then if [ -r "$eic_path" ]; then eic_kind=f; else eic_kind=u; fi
    else eic_kind=o; fi
    eic_kinds=$eic_kinds$eic_kind
  done
  eic_report kinds "$eic_kinds"
  case $eic_kinds in
    *[!-]*-*|-*[!-]*) for eic_path do shift; [ ! -L "$eic_path" ] && [ ! -e "$eic_path" ] || set -- "$@" "$eic_path"; done ;;
    *[!-]*) ;;
    *) return 0 ;;
  esac
  stat -c "$eic_stat_format" "$@" 2>/dev/null || eic_report broken stat
  case $eic_kinds in
    *s*) for eic_path do ! eic_is_others "$eic_path" || [ -L "$eic_path" ] || [ ! -f "$eic_path" ] || eic_report others "$(eic_hash_others "$eic_path")"; done ;;
  esac
  case $eic_kinds in
    *[!f-]*) for eic_path do shift; [ ! -L "$eic_path" ] && [ -f "$eic_path" ] && ! eic_is_others "$eic_path" && [ -r "$eic_path" ] && set -- "$@" "$eic_path"; done ;;
  esac
  [ $# = 0 ] || { eic_hash "$@"; eic_report sha "$eic_found"; }
}
# all, mine or safe, a prefix, the number of the first directory, directories: the owner and the name of all that begins with the prefix there.
eic_left() {
  eic_which=$1
  eic_prefix=$2
  eic_at=$3
  shift 3
  for eic_directory do
    eic_at=$((eic_at + 1))
    eic_is "$eic_directory/$eic_prefix" || continue
    for eic_path in "$eic_directory/$eic_prefix"*; do
      [ -d "$eic_path" ] && [ ! -L "$eic_path" ] || continue
      eic_report left $((eic_at - 1)) "$(stat -c %u "$eic_path")" "\${eic_path##*/}"
    done
  done
}
# all, mine or safe, pairs of a path and a target: whether it is a link to just that.
eic_ask_links() {
  eic_which=$1
  eic_flags=
  shift
  while [ $# -gt 1 ]; do
    if eic_is "$1" && [ -L "$1" ] && [ "$(readlink "$1"; echo .)" = "$2$eic_newline." ]; then eic_flags=\${eic_flags}1; else eic_flags=\${eic_flags}0; fi
    shift 2
  done
  eic_report links "$eic_flags"
}
`;
