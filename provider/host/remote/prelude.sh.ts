import { compact } from "../../base/compact";

/**
 * The first lines of every shell of ours, sent again after each change of user: framed reports.
 *
 * Needs `eic_marker_first` and `eic_marker_second`, two halves, so that a host that merely echoes the text never shows a whole
 * marker. Every name begins with `eic_`: a name that the login environment exports stays exported when it is assigned, and
 * would reach a script.
 */
export const PRELUDE = compact(String.raw`
: "${"$"}{eic_umask:=$(umask)}"
umask 077
eic_shell_marker=$eic_marker_first$eic_marker_second
eic_marker=$eic_shell_marker
eic_newline='
'
eic_lock() { :; }
eic_unlock() { :; }
eic_report() {
  eic_lock
  printf '%s %s\n' "$eic_marker" "$*"
  eic_printed=$?
  eic_unlock
  return $eic_printed
}
# A report with a text after it. Bytes are counted, not characters, whatever the locale is.
eic_report_text() {
  eic_text=$3
  eic_length=$(LC_ALL=C; export LC_ALL; printf '%s' "$eic_text" | wc -c)
  eic_lock
  printf '%s %s %s %s\n%s' "$eic_marker" "$1" "$2" "$((eic_length))" "$eic_text"
  eic_unlock
}
`);

/** Frames of several writers never interleave: each is written by whoever holds the token of the shared evaluator. */
export const TAKING_TURNS = compact(`
eic_takes_turns=yes
eic_lock() { read -r eic_turn <&4; }
eic_unlock() { echo >&4; }
eic_say() {
  eic_lock
  printf '%s\\n' "$1"
  eic_unlock
}
`);
