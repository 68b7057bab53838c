import { compact } from "../../base/compact";

/**
 * Opens what exclusive scripts lock: on descriptor 7 a directory that root owns and everybody may read, so that nobody can
 * exchange it or put anything in its place that an open would wait for; on 6 the file that earlier releases locked, where only
 * root or this user could have put it there.
 *
 * A part of the runner, which holds both with the script: so the lock outlives a script that was stopped for as long as
 * anything of it lives. Every user has to come to the same directory, so it is chosen by what all of them see.
 */
export const EXCLUSIVE_PLACE = compact(String.raw`
if [ "$eic_exclusive" = yes ]; then
  set -- $(ls -ldn /var/tmp /var/tmp/.ec2-instance-connect-exclusive 2>/dev/null)
  eic_place=/
  case "$3 $1" in 0\ d??????r?[xt]*) eic_place=/var/tmp;; esac
  [ -r $eic_place ] && exec 7<$eic_place
  case "$1 ${"$"}{10}" in d????????t*\ -*)
    if [ $eic_place = /var/tmp ] && { [ "${"$"}{12}" = 0 ] || [ "${"$"}{12}" = "$(id -u)" ]; } && [ -r "${"$"}{18}" ]; then exec 6<"${"$"}{18}"; fi
  esac
fi
`);

/**
 * Takes the locks that the runner has opened, then runs the interpreter without their descriptors. Whoever can't lock dies of a
 * signal, which is never success. A file beside the script tells that it waits.
 *
 * A script that a signal ends must be seen to end so, and not to exit with 128 and more. The shell tells the two apart on its
 * standard error, which goes to a file beside the script for that, and ends itself by the same signal.
 *
 * Its first argument is the host's own PATH: on the script's, flock may be another one, or missing.
 */
const LOCKED = compact(`
eic_script_path=$PATH
PATH=$1
shift
for eic_script do :; done
eic_run=\${eic_script%/*}
# The interpreter gets no path of a script that it reads from its standard input.
if [ "$0" = exclusive-stdin ]; then
  eic_count=$#
  for eic_word do
    shift
    eic_count=$((eic_count - 1))
    [ $eic_count = 0 ] || set -- "$@" "$eic_word"
  done
fi
eic_lock() {
  flock -n $1 2>/dev/null && return 0
  (: >"$eic_run/waiting") 2>/dev/null
  flock $1 || { echo "exclusive: the directory that exclusive scripts lock can't be locked" >&2; kill -KILL $$; }
  rm -f "$eic_run/waiting"
}
eic_lock 7
if { true <&6; } 2>/dev/null; then eic_lock 6; fi
eic_notice=$eic_run/exclusive
(: >"$eic_notice") 2>/dev/null || eic_notice=/dev/null
trap : TERM INT HUP
exec 5>&2 2>"$eic_notice"
(PATH=$eic_script_path; exec 2>&5 5>&- 6<&- 7<&-; exec "$@")
eic_code=$?
if [ $eic_code -gt 128 ] && [ -s "$eic_notice" ]; then
  trap - TERM INT HUP
  kill -s "$(kill -l $((eic_code - 128)))" $$
fi
exit $eic_code
`);

const WORDS = ["/bin/sh", "-c", LOCKED];

/** The interpreter that runs another one, one at a time on the host. Its arguments are constants: they are public. */
export function exclusiveInterpreter(interpreter: readonly string[], scriptOnStdin = false): readonly string[] {
    return [...WORDS, scriptOnStdin ? "exclusive-stdin" : "exclusive", ...interpreter];
}

/** Whether an interpreter is one of those: its runner has to open what it locks. */
export function isExclusive(interpreter: readonly string[]): boolean {
    return WORDS.every((word, index) => interpreter[index] === word);
}
