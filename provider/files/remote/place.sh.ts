/** The pieces that put in place. Paths are absolute; a number says which of the paths an error is about. */
export const PLACE = `
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
# openssl uses what the processor has for it, which makes it several times as fast; it starts slowly, though.
eic_sha_stream() {
  case $(openssl dgst -sha256 -r </dev/null 2>/dev/null) in
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855*) openssl dgst -sha256 -r ;;
    *) eic_sha ;;
  esac
}
# number, bytes: takes a tar archive with paths from the root directory. It is cut off exactly: tar may read on.
eic_unpack() {
  eic_said=$({ eic_take "$2" 2>/dev/null | tar -x -m -o -f - -C /; } 2>&1) || eic_fail write "$1" "$eic_said"
}
# As eic_write_at and eic_unpack, for bytes that gzip made. That all of it was there is told by tar, and by the hash.
eic_unzip_at() {
  eic_said=$({ eic_take "$3" 2>/dev/null | gzip -dc | dd of="$2" bs=1048576 seek="$4" conv=notrunc iflag=fullblock; } 2>&1) ||
    eic_fail write "$1" "$eic_said"
}
eic_unzip() {
  eic_said=$({ eic_take "$2" 2>/dev/null | gzip -dc | tar -x -m -o -f - -C /; } 2>&1) || eic_fail write "$1" "$eic_said"
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
eic_clear() {
  eic_names=$1
  shift
  for eic_directory do
    shift
    for eic_name in $eic_names; do
      [ ! -d "$eic_directory/$eic_name" ] || set -- "$@" "$eic_directory/$eic_name"
    done
  done
  [ $# = 0 ] || rm -rf -- "$@" 2>/dev/null
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
