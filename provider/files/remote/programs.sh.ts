/**
 * The command line of every exec of this room: a constant, since arguments are public. It takes pieces of program from its
 * stdin, each behind a line with its number of bytes, so that contents can follow on the same stream: a shell that reads its
 * program from stdin reads ahead. A piece that was cut in transit lacks its last word and is not run.
 */
export const PIECE_END = "#end";
export const EVALUATOR =
    "while IFS= read -r eic_bytes;do eic_piece=$(dd bs=$eic_bytes count=1 iflag=fullblock 2>/dev/null);" +
    `case $eic_piece in *"${PIECE_END}")eval "$eic_piece";;*)exit 9;;esac;done`;
export const REMOTE_COMMAND = `exec /bin/sh -c '${EVALUATOR}'`;

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
  [ -z "$eic_stages" ] || eval "rm -rf -- $eic_stages" 2>/dev/null
  exit 1
}
eic_stages=
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
# One hash a line. A hash with a backslash in front belongs to a name that had to be escaped.
eic_hashes() {
  eic_sha "$@" | while read -r eic_hash eic_rest; do
    printf '%s\n' "${"$"}{eic_hash#\\}"
    # A name alone may be of several lines.
    [ $# -gt 1 ] || break
  done
}
# Goes on as root when it can. What follows on stdin is read by the new shell.
eic_elevate() {
  [ "$(id -u)" != 0 ] || return 0
  if eic_said=$(sudo -n -- /bin/sh -c : 2>&1); then exec sudo -n -- /bin/sh -c "$eic_boot"; fi
  eic_report no-sudo "$(printf '%s' "$eic_said" | tr '\n' ' ')"
}
`;

/** The pieces that look at the host: they change nothing. */
export const LOOK = String.raw`
# Whether the user may put something at the path: 1 or 0.
eic_may() {
  if [ -L "$1" ] || [ -e "$1" ]; then [ -O "$1" ] || return 1; fi
  eic_above=$1
  while :; do
    eic_above=${"$"}{eic_above%/*}
    [ -d "$eic_above/" ] && break
    [ -n "$eic_above" ] || return 1
  done
  [ -w "$eic_above/" ] && [ -x "$eic_above/" ]
}
eic_needs_root=no
eic_look() {
  eic_flags=
  for eic_path do
    if eic_may "$eic_path"; then eic_flags=${"$"}{eic_flags}1; else eic_flags=${"$"}{eic_flags}0 eic_needs_root=yes; fi
  done
  eic_report may "$eic_flags"
}
eic_ask() {
  eic_kinds=
  for eic_path do
    shift
    if [ -L "$eic_path" ]; then eic_kind=l
    elif [ -d "$eic_path" ]; then eic_kind=d
    elif [ -f "$eic_path" ]; then if [ -r "$eic_path" ]; then eic_kind=f; else eic_kind=u; fi
    elif [ -e "$eic_path" ]; then eic_kind=o
    else eic_kind=-; fi
    [ $eic_kind = - ] || set -- "$@" "$eic_path"
    eic_kinds=$eic_kinds$eic_kind
  done
  eic_report kinds "$eic_kinds"
  [ $# -gt 0 ] || return 0
  stat -c "$eic_marker stat %a %u %g %U %G %s" "$@" 2>/dev/null || eic_report broken stat
  for eic_path do
    shift
    [ ! -L "$eic_path" ] && [ -f "$eic_path" ] && [ -r "$eic_path" ] && set -- "$@" "$eic_path"
  done
  [ $# -gt 0 ] || return 0
  eic_hashes "$@" 2>/dev/null | while read -r eic_hash; do eic_report sha "$eic_hash"; done
}
# Pairs of a path and a target: whether it is a link to just that.
eic_ask_links() {
  eic_flags=
  while [ $# -gt 1 ]; do
    if [ -L "$1" ] && [ "$(readlink "$1"; echo .)" = "$2$eic_newline." ]; then eic_flags=${"$"}{eic_flags}1; else eic_flags=${"$"}{eic_flags}0; fi
    shift 2
  done
  eic_report links "$eic_flags"
}
`;

/** The pieces that put in place. Paths are absolute; a number says which of the paths an error is about. */
export const PLACE = String.raw`
# number, file, bytes: takes the bytes from stdin.
eic_write() {
  eic_blocks=$(($3 / 1048576))
  eic_left=$(($3 % 1048576))
  eic_said=$({
    { [ $eic_blocks = 0 ] || dd bs=1048576 count=$eic_blocks iflag=fullblock; } &&
    { [ $eic_left = 0 ] || dd bs=$eic_left count=1 iflag=fullblock; }
  } 2>&1 >"$2") || eic_fail write "$1" "$eic_said"
}
# number, hashes with a newline between them, files
eic_verify() {
  eic_number=$1
  eic_expected=$2
  shift 2
  eic_found=$(eic_hashes "$@" 2>/dev/null)
  [ "$eic_found" = "$eic_expected" ] || eic_fail verify "$eic_number" 'another SHA-256 than what was sent'
}
`;
