/**
 * The pieces that tell who can change a path. A directory that nobody but root and this user can change keeps its entries, so
 * what is found below it by name stays what it was when it was judged, and the next name can be judged in its turn.
 */
export const WALK = `
eic_me=$(id -u)
# Whoever was let in as root by sudo is as good as root: what that user can change, it could change as root.
eic_friend=\${1-}
eic_bads=0
eic_safe_seen=.
# path, raw mode in hex, owner, device, all of a directory: t when nobody but root and this user can change what is in it, p when
# others can add to it (it is sticky), else b. What lies in a sticky directory and was mounted there may be somebody's own mount.
eic_judge() {
  eic_letter=b
  [ "$3" = 0 ] || [ "$3" = "$eic_me" ] || [ "$3" = "$eic_friend" ] || return 0
  [ ! -k "\${1%/*}/" ] || [ "$4" = "$(stat -c %d "\${1%/*}/")" ] || { eic_mark=MOUNT; return 0; }
  if [ $((0x$2 & 18)) = 0 ]; then eic_letter=t
  elif [ $((0x$2 & 512)) != 0 ]; then eic_letter=p
  fi
}
# path, and what stat said of it: leaves its letter, and for b whose fault that is.
eic_step() {
  if [ "$2" = GONE ]; then
    eic_letter=b eic_keeper='0 GONE' eic_keeper_path=$1
    return
  fi
  eic_raw=\${2%%,*} eic_rest=\${2#*,}
  eic_owner=\${eic_rest%%,*} eic_rest=\${eic_rest#*,}
  eic_device=\${eic_rest%%,*} eic_name_of_owner=\${eic_rest#*,} eic_keeper_path=$1
  # Known by the number alone.
  case $eic_name_of_owner in *[!A-Za-z0-9._-]*|-*) eic_name_of_owner=UNKNOWN ;; esac
  eic_keeper="$eic_owner $eic_name_of_owner"
  eic_letter=t
  eic_mark=
  case $((0x$eic_raw & 61440)) in
    16384) eic_judge "$1" $eic_raw $eic_owner $eic_device ;;
    # Any link of root can be moved into a sticky directory by somebody who owned the directory that it was in.
    40960) if [ -k "\${1%/*}/" ]; then eic_letter=b eic_mark=LINK; else eic_letter=l; fi ;;
  esac
  [ -z "$eic_mark" ] || [ "$eic_owner" != 0 ] || eic_keeper="0 $eic_mark"
}
# path of a link: follows it name by name, through further links.
eic_walk() {
  eic_todo=\${1#/}/
  eic_at=
  eic_links=0
  while [ -n "$eic_todo" ]; do
    eic_name=\${eic_todo%%/*}
    eic_todo=\${eic_todo#*/}
    case $eic_name in
      ''|.) continue ;;
      ..) eic_at=\${eic_at%/*}; continue ;;
    esac
    eic_next=$eic_at/$eic_name
    eic_letter=t
    eic_said=$(stat -c '%f,%u,%d,%U' -- "$eic_next" 2>/dev/null) || return 0
    eic_step "$eic_next" "$eic_said"
    case $eic_letter in
      b) return 0 ;;
      l)
        eic_letter=b
        eic_links=$((eic_links + 1))
        [ $eic_links -le 40 ] || return 0
        eic_to=$(readlink -- "$eic_next"; echo .)
        eic_to=\${eic_to%"$eic_newline".}
        case $eic_to in
          /*) eic_at= ;;
        esac
        eic_todo=\${eic_to#/}/$eic_todo
        eic_letter=t ;;
      *) eic_at=$eic_next ;;
    esac
  done
}
# directories, each after those above it: whether each is there, and of those that are the letter: B for the first that others can
# change, b for what is below one. One process for all: a directory that is judged safe keeps the next one where it was found.
eic_trust() {
  eic_there=
  for eic_path do
    if [ -L "$eic_path" ] || [ -e "$eic_path" ]; then eic_there=\${eic_there}1; else eic_there=\${eic_there}0; fi
  done
  case $eic_there in
    *0*)
      # Going by what was seen: what comes or goes meanwhile must not shift the others.
      eic_rest=$eic_there
      for eic_path do
        shift
        case $eic_rest in 1*) set -- "$@" "$eic_path" ;; esac
        eic_rest=\${eic_rest#?}
      done ;;
  esac
  eic_report there $eic_there
  [ $# != 0 ] || return 0
  # What vanishes between two looks is nothing to rely on, and must not shift the others.
  eic_lines=$(stat -c '%f,%u,%d,%U' -- "$@" 2>/dev/null) ||
    eic_lines=$(for eic_path do stat -c '%f,%u,%d,%U' -- "$eic_path" 2>/dev/null || echo GONE; done)
  eic_letters=
  eic_ifs=$IFS
  IFS=$eic_newline
  set -f
  for eic_line in $eic_lines; do
    IFS=$eic_ifs
    if eic_is_safe "$1"; then
      eic_step "$1" "$eic_line"
      [ $eic_letter != l ] || eic_walk "$1"
      if [ $eic_letter = b ]; then
        eic_letter=B
        eic_bads=$((eic_bads + 1))
        eic_safe_seen=.
        eval "eic_bad_$eic_bads=\\$1"
        eic_report keeper "$eic_keeper" "$(printf %s "$eic_keeper_path" | tr '\\n' ' ')"
      fi
    else eic_letter=b
    fi
    eic_letters=$eic_letters$eic_letter
    shift
    IFS=$eic_newline
  done
  set +f
  IFS=$eic_ifs
  eic_report trust $eic_letters
}
# Whether nobody but root and this user can exchange what stands at the path, as far as eic_trust was asked.
eic_is_safe() {
  eic_above=\${1%/*}
  [ "$eic_above" != "$eic_safe_seen" ] || return $eic_safe_result
  eic_safe_seen=$eic_above eic_safe_result=0 eic_index=1
  while [ $eic_index -le $eic_bads ]; do
    eval "eic_bad=\\$eic_bad_$eic_index"
    case $eic_above/ in "$eic_bad"/*) eic_safe_result=1; break ;; esac
    eic_index=$((eic_index + 1))
  done
  return $eic_safe_result
}
# number: ends everything where the directories that eic_trust was asked for are not safe.
eic_need_trust() { [ $eic_bads = 0 ] || eic_fail unsafe "$1" 'others can change the directory'; }
`;
