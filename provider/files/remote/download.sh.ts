/**
 * The pieces that look at what is to be fetched, and send it. Every path is absolute but those that a person wrote. A number says
 * whose answer it is.
 */
export const DOWNLOAD = String.raw`
for eic_tool in cat dd head stat; do
  command -v $eic_tool >/dev/null 2>&1 || eic_fail find 0 "$eic_tool: not found"
done
# A path as it was written: what is relative is of the home. Leaves it in eic_path.
eic_resolve() {
  eic_home=${"$"}{HOME%/}
  eic_path=$1
  case $1 in
    /*) ;;
    ''|'~') eic_path=${"$"}{HOME:-/} ;;
    '~/'*) eic_path=$eic_home/${"$"}{1#??} ;;
    '~'*)
      eic_name=${"$"}{1%%/*}
      case ${"$"}{eic_name#?} in
        *[!A-Za-z0-9_.-]*) eic_path=$eic_home/$1 ;;
        *)
          eval "eic_path=$eic_name"
          case $eic_path in /*) eic_path=$eic_path${"$"}{1#"$eic_name"} ;; *) eic_path=$eic_home/$1 ;; esac ;;
      esac ;;
    *) eic_path=$eic_home/$1 ;;
  esac
}
# number, path as it was written: what is there. One that is not there may be a pattern.
eic_look_at() {
  eic_number=$1
  eic_resolve "$2"
  if [ -e "$eic_path" ] || [ -L "$eic_path" ]; then set -- "$eic_path"
  else
    eic_ifs=$IFS
    IFS=
    set -- $eic_path
    IFS=$eic_ifs
  fi
  for eic_path do
    # Patterns of some shells fit these, too.
    case $#$eic_path in 1/*) ;; */.|*/..) continue ;; esac
    eic_report_text text path "$eic_path"
    if [ -L "$eic_path" ]; then
      eic_said=$(readlink -f -- "$eic_path" 2>/dev/null; echo .)
      eic_said=${"$"}{eic_said%"$eic_newline".}
      [ "$eic_said" = . ] || [ -z "$eic_said" ] || eic_report_text text leads "$eic_said"
    fi
    if eic_said=$(stat -L -c "$eic_facts_format" -- "$eic_path" 2>&1); then eic_report found "$eic_number" "$eic_said"
    else eic_report lacks "$eic_number" "$(printf %s "$eic_said" | tr '\n' ' ')"; fi
  done
  eic_report looked "$eic_number" "$eic_umask"
}
eic_facts_format='%f %s %X %Y %h %d:%i'
# What a change of the file changes.
eic_identity_format='%s %d:%i %Y %y'
# number, directory: the names in it, some hundred at a time, and what stat says of each.
eic_list() {
  eic_number=$1
  if eic_said=$(cd -- "$2" 2>&1) && [ -r "$2/" ]; then
    (
      cd -- "$2" || exit
      set --
      for eic_name in * .[!.]* ..?*; do
        set -- "$@" "$eic_name"
        [ $# -lt 200 ] || { eic_tell_names "$@"; set --; }
      done
      [ $# = 0 ] || eic_tell_names "$@"
    )
    eic_report listed "$eic_number"
  else
    [ -n "$eic_said" ] || eic_said='Permission denied'
    [ -e "$2" ] || eic_said='No such file or directory'
    eic_refuse "$eic_number" unreadable "$eic_said"
  fi
}
# A pattern that fits nothing is there as itself.
eic_tell_names() {
  for eic_name do
    shift
    if [ -e "./$eic_name" ]; then set -- "$@" "$eic_name"
    elif [ -L "./$eic_name" ]; then eic_report_text text dead "$eic_name"; fi
  done
  [ $# != 0 ] || return 0
  eic_said=$(stat -L -c "$eic_facts_format" -- "$@" 2>/dev/null) ||
    eic_said=$(for eic_name do stat -L -c "$eic_facts_format" -- "$eic_name" 2>/dev/null || echo GONE; done)
  eic_report_text text facts "$eic_said"
  eic_report_text text names "$(printf '%s/' "$@")"
}
# number, why, the words of a tool
eic_refuse() { eic_report no "$1" "$2" "$(printf %s "$3" | tr '\n' ' ')"; }
# bytes: so many of what comes. A file that became shorter does not shift what follows: the hash tells.
eic_exactly() {
  [ "$1" = 0 ] || { cat; dd if=/dev/zero bs=65536 2>/dev/null; } | head -c "$1"
}
# number, path, whole MiB that are left out, most bytes or nothing, what it must be or nothing
eic_fetch() {
  case $2 in
    /*) ;;
    *)
      eic_resolve "$2"
      set -- "$1" "$eic_path" "$3" "$4" "$5" ;;
  esac
  if [ -d "$2" ]; then eic_refuse "$1" special 'a directory'
  elif [ ! -e "$2" ]; then eic_refuse "$1" missing "$(stat -L -- "$2" 2>&1)"
  elif [ ! -f "$2" ]; then eic_refuse "$1" special 'not a regular file'
  else
    eic_open=no
    # Who exchanges it for a pipe now keeps this shell waiting, and no more.
    eic_report opening "$1" $$
    { eic_open=yes; eic_send "$@"; } 2>/dev/null 5<"$2" 7>&1
    [ $eic_open = yes ] || eic_refuse "$1" unreadable "$(cat -- "$2" 2>&1 >/dev/null)"
  fi
}
eic_send() {
  case $(stat -L -c %f /proc/self/fd/0 <&5) in
    8???) ;;
    *) eic_refuse "$1" special 'not a regular file'; return ;;
  esac
  eic_before=$(stat -L -c "$eic_identity_format" /proc/self/fd/0 <&5)
  eic_size=${"$"}{eic_before%% *}
  [ -z "$4" ] || [ "$eic_size" -le "$4" ] || { eic_refuse "$1" too-large "$eic_size"; return; }
  [ -z "$5" ] || [ "$eic_before" = "$5" ] || { eic_refuse "$1" changed ''; return; }
  eic_report opened "$1" "$eic_before"
  # Files of the kernel have no size, and something in them.
  if [ "$eic_size" = 0 ]; then
    eic_sized=yes
    eic_send_unsized "$@"
    [ $eic_sized = yes ] || return 0
  fi
  eic_rest=$((eic_size - $3 * 1048576))
  eic_report out 0 $eic_rest
  # It is hashed by a descriptor of its own while it is sent.
  eic_found=$(
    dd bs=1048576 skip="$3" 2>/dev/null <&5 | eic_exactly $eic_rest >&7 &
    eic_sha_stream </proc/self/fd/5
    wait
  )
  [ "$eic_before" = "$(stat -L -c "$eic_identity_format" /proc/self/fd/0 <&5)" ] || eic_found=
  eic_report got "$1" ${"$"}{eic_found%% *}
}
# What comes until nothing comes, as text: how much it is is not known before.
eic_send_unsized() {
  while
    eic_hex=$(dd bs=65536 count=1 2>/dev/null <&5 | od -An -v -tx1 | tr -d ' \n')
    [ -n "$eic_hex" ]
  do
    eic_sized=no
    eic_size=$((eic_size + ${"$"}{#eic_hex} / 2))
    [ -z "$4" ] || [ $eic_size -le "$4" ] || { eic_refuse "$1" too-large $eic_size; return; }
    eic_report_text text hex "$eic_hex"
  done
  [ $eic_sized = yes ] || eic_report got "$1" unsized
}
# number, small files: all in one go, or nothing where one is not what it seemed.
eic_fetch_all() {
  eic_number=$1
  shift
  for eic_path do
    [ -f "$eic_path" ] && [ -r "$eic_path" ] || { eic_refuse "$eic_number" apart ''; return; }
  done
  eic_before=$(stat -L -c "$eic_identity_format" -- "$@" 2>/dev/null) || { eic_refuse "$eic_number" apart ''; return; }
  eic_ifs=$IFS
  IFS=$eic_newline
  eic_rest=0
  for eic_line in $eic_before; do eic_rest=$((eic_rest + ${"$"}{eic_line%% *})); done
  IFS=$eic_ifs
  eic_report_text text sizes "$eic_before"
  eic_report out 0 $eic_rest
  cat -- "$@" 2>/dev/null | eic_exactly $eic_rest
  eic_hash "$@"
  [ "$eic_before" = "$(stat -L -c "$eic_identity_format" -- "$@" 2>/dev/null)" ] || eic_found=
  eic_report got "$eic_number" "$eic_found"
}
`;

/** Needs WALK, too: what root reads, and what it leaves to others. */
export const SAFE_DOWNLOAD = String.raw`
# As eic_fetch, but as root only where nobody else can exchange what is on the way, links included. Else tells whose the first such
# place is.
eic_fetch_safely() {
  if [ "$eic_me" != 0 ] || eic_may_follow "$1" "$2"; then eic_fetch "$@"; fi
}
# number, path
eic_may_follow() {
  eic_number=$1
  eic_wanted=$2
  eic_at=
  eic_todo=${"$"}{2#/}/
  set --
  while [ -n "$eic_todo" ]; do
    eic_at=$eic_at/${"$"}{eic_todo%%/*}
    eic_todo=${"$"}{eic_todo#*/}
    set -- "$@" "$eic_at"
  done
  eic_bads=0
  eic_safe_seen=.
  eic_trust "$@"
  [ $eic_bads = 0 ] || { eic_report no "$eic_number" as "$eic_keeper" "$(printf %s "$eic_keeper_path" | tr '\n' ' ')"; return 1; }
  [ -e "$eic_wanted" ] || { eic_refuse "$eic_number" missing "$(stat -L -- "$eic_wanted" 2>&1)"; return 1; }
  # In a sticky directory, the owner of a file can put a link in its place.
  eic_real=$(readlink -f -- "$eic_wanted"; echo .)
  eic_real=${"$"}{eic_real%"$eic_newline".}
  eic_said=$(stat -c %u,%U,%h -- "$eic_real" 2>/dev/null) || { eic_refuse "$eic_number" missing 'it is gone'; return 1; }
  eic_owner=${"$"}{eic_said%%,*}
  eic_names=${"$"}{eic_said##*,}
  eic_name=${"$"}{eic_said#*,}
  eic_name=${"$"}{eic_name%,*}
  case $eic_name in *[!A-Za-z0-9._-]*|-*) eic_name=UNKNOWN ;; esac
  [ -k "${"$"}{eic_real%/*}/" ] || return 0
  # One of root's with several names may have been linked there by anybody, where the kernel lets them.
  [ "$eic_owner" != 0 ] || [ "$eic_names" = 1 ] || eic_name=LINK
  [ "$eic_name" != LINK ] && { [ "$eic_owner" = 0 ] || [ "$eic_owner" = "$eic_friend" ]; } ||
    { eic_report no "$eic_number" as "$eic_owner" "$eic_name" "$(printf %s "$eic_real" | tr '\n' ' ')"; return 1; }
}
`;
