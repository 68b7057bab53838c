/**
 * The pieces that put in place, from a workplace: the directory that the shell is in, a stage or one above several stages, by
 * names that begin there. A number says which of the paths an error is about.
 */
export const PLACE = `
eic_place=none
eic_here() { stat -c %d:%i:%u . 2>/dev/null; }
# number, directory. Shells don't say why they can't go somewhere.
eic_go() {
  cd -P -- "$2" 2>/dev/null && return
  eic_said='No such directory'
  [ ! -d "$2" ] || eic_said='Permission denied'
  eic_fail 'enter the directory of' "$1" "$eic_said: $2"
}
# number, directory, name: makes a stage in the directory and goes into it. What stands under the name is seen without following
# a link, so it is in that directory and of this user; whoever exchanges it after that puts another inode there.
eic_enter_new() {
  eic_go "$1" "$2"
  eic_said=$(mkdir -m 700 -- "./$3" 2>&1) || eic_fail 'write to the directory of' "$1" "$eic_said"
  eic_known=$(stat -c %d:%i:%u:%F -- "./$3" 2>/dev/null)
  cd -P -- "./$3" 2>/dev/null
  [ "$eic_known" = "$(eic_here):directory" ] && [ -O . ] || eic_fail exchange "$1" 'the directory in which it was made ready was exchanged'
  eic_place=stage
  eic_stage=$3
}
# number, directory: goes into a directory that nobody else can exchange, for the stages in it that eic_stages names.
eic_enter_base() {
  eic_go "$1" "$2"
  eic_place=base
}
# number, path, device and inode: goes into the workplace of another shell of this connection.
eic_enter() {
  cd -P -- "$2" 2>/dev/null
  [ "$(eic_here)" = "$3" ] || eic_fail exchange "$1" 'the directory in which it was made ready was exchanged'
}
# Leaves a workplace, and nothing in it.
eic_clean() {
  case $eic_place in
    stage)
      rm -rf -- ./* ./.[!.]* ./..?* 2>/dev/null
      eic_leave ;;
    base) eval "rm -rf -- $eic_stages" 2>/dev/null ;;
  esac
  eic_place=none
}
eic_leave() {
  cd -P ..
  rmdir -- "./$eic_stage" 2>/dev/null
  eic_place=none
  cd /
}
# number, permissions, directories, parents first: makes them. One that an earlier connection made is there already.
eic_make() {
  eic_number=$1
  eic_mode=$2
  shift 2
  mkdir -m "$eic_mode" -- "$@" 2>/dev/null || for eic_path do
    [ -d "$eic_path" ] && [ ! -L "$eic_path" ] || eic_try make "$eic_number" mkdir -m "$eic_mode" -- "$eic_path"
  done
}
# number, owner and group, directories that were made: gives each to its owner. In a directory that is sticky only what is
# root's stays what it is; what has another owner has got it before, or is somebody else's.
eic_own() {
  eic_number=$1
  eic_owning=$2
  shift 2
  for eic_path do
    shift
    [ -k "\${eic_path%/*}/" ] && [ ! -O "$eic_path" ] || set -- "$@" "$eic_path"
  done
  [ $# = 0 ] || eic_try 'set the owner of' "$eic_number" chown -h -- "$eic_owning" "$@"
}
# bytes: exactly so many of stdin.
eic_take() {
  eic_blocks=$(($1 / 1048576))
  eic_left=$(($1 % 1048576))
  { [ $eic_blocks = 0 ] || dd bs=1048576 count=$eic_blocks iflag=fullblock; } &&
  { [ $eic_left = 0 ] || dd bs=$eic_left count=1 iflag=fullblock; }
}
# number, file, bytes: takes the bytes from stdin.
eic_write() {
  eic_said=$({ eic_take "$3"; } 2>&1 >"$2") || eic_fail write "$1" "$eic_said"
}
# number, file, bytes, whole MiB before them: leaves what is there, so that several may write, or a late one write again.
eic_write_at() {
  eic_blocks=$(($3 / 1048576))
  eic_left=$(($3 % 1048576))
  eic_said=$({
    { [ $eic_blocks = 0 ] || dd of="$2" bs=1048576 seek="$4" conv=notrunc count=$eic_blocks iflag=fullblock; } &&
    { [ $eic_left = 0 ] || dd bs=$eic_left count=1 iflag=fullblock |
      dd of="$2" bs=1048576 seek=$(($4 + eic_blocks)) conv=notrunc; }
  } 2>&1) || eic_fail write "$1" "$eic_said"
}
# number, file, hash: hashes the file while others write it, 4 MiB more for each line "more". The line after "end" says whether
# that was all; a host that never hears it was cut off.
eic_digest() {
  eic_found=$(
    eic_block=0
    while IFS= read -r eic_word && [ "$eic_word" = more ]; do
      dd if="$2" bs=1048576 skip=$eic_block count=4 2>/dev/null
      eic_block=$((eic_block + 4))
    done | eic_sha_stream
  )
  IFS= read -r eic_word || exit 9
  [ "$eic_word" != whole ] || [ "\${eic_found%% *}" = "$3" ] ||
    eic_fail verify "$1" 'another SHA-256 than what was sent'
}
# number, bytes: takes a tar archive with names that begin here. It is cut off exactly: tar may read on.
eic_unpack() {
  eic_said=$({ eic_take "$2" 2>/dev/null | tar -x -m -o -f -; } 2>&1) || eic_fail write "$1" "$eic_said"
}
# As eic_write_at and eic_unpack, for bytes that gzip made. That all of it was there is told by tar, and by the hash.
eic_unzip_at() {
  eic_said=$({ eic_take "$3" 2>/dev/null | gzip -dc | dd of="$2" bs=1048576 seek="$4" conv=notrunc iflag=fullblock; } 2>&1) ||
    eic_fail write "$1" "$eic_said"
}
eic_unzip() {
  eic_said=$({ eic_take "$2" 2>/dev/null | gzip -dc | tar -x -m -o -f -; } 2>&1) || eic_fail write "$1" "$eic_said"
}
# file in this connection's stage, the same in those of earlier connections of this operation: takes over what one has of it.
eic_salvage() {
  eic_target=$1
  shift
  for eic_path do
    [ ! -f "$eic_path" ] || mv -f -- "$eic_path" "$eic_target" 2>/dev/null
  done
}
# names of stages with a blank between them, directories: removes these stages. Others may be of a newer connection than this.
# What goes is in a directory that is called so, and is this user's: by another name, or through a link, nobody is led here.
eic_clear() {
  eic_names=$1
  shift
  for eic_directory do
    for eic_name in $eic_names; do
      [ -d "$eic_directory/$eic_name" ] && [ ! -L "$eic_directory/$eic_name" ] && [ -O "$eic_directory/$eic_name" ] || continue
      ( cd -P -- "$eic_directory/$eic_name" && [ "\${PWD##*/}" = "$eic_name" ] && [ -O . ] && rm -rf -- ./* ./.[!.]* ./..?* ) 2>/dev/null
      rmdir -- "$eic_directory/$eic_name" 2>/dev/null
    done
  done
}
# number, hashes with a blank between them, files
eic_verify() {
  eic_number=$1
  eic_expected=$2
  shift 2
  eic_hash "$@"
  [ "$eic_found" = "$eic_expected" ] || eic_fail verify "$eic_number" 'another SHA-256 than what was sent'
}
`;
