import { compact } from "../../base/compact";

/**
 * The first lines of every shell of ours, sent again after each change of user: framed reports.
 *
 * Needs `eic_boot`, if the shell is to go on as another user, and `eic_marker_first` and `eic_marker_second`, two halves, so that a host that merely echoes the text never shows a whole
 * marker. Every name begins with `eic_`: a name that the login environment exports stays exported when it is assigned, and
 * would reach a script.
 */
export const PRELUDE = compact(String.raw`
: "${"$"}{eic_umask:=$(umask)}"
umask 077
# Tools are to speak the language that we read, and a script to find the locale that its user has set. A shell that goes on as
# another user may have been given ours, and is told what it was before.
if [ -z "${"$"}{eic_knows_locale-}" ]; then
  eic_knows_locale=yes
  eic_has_locale=${"$"}{LC_ALL+yes}
  eic_locale=${"$"}{LC_ALL-}
  if [ "$eic_locale" = C ] && [ -n "${"$"}{eic_before-}" ]; then
    eic_has_locale=${"$"}{eic_before%%.*}
    eic_locale=${"$"}{eic_before#*.}
  fi
  case $eic_locale in *[!A-Za-z0-9_.@-]*) eic_has_locale= eic_locale=;; esac
  LC_ALL=C
  export LC_ALL
fi
eic_before=$eic_has_locale.$eic_locale
eic_boot="eic_before=$eic_before;${"$"}{eic_boot-}"
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
  eic_length=$(printf '%s' "$eic_text" | wc -c)
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
