import { compact } from "../../base/compact";

/**
 * What becomes the script's interpreter, in the same process: redirects, enters the working directory, takes the
 * environment, unlinks what is secret. Ends with the `exec` that the plan's text appends.
 *
 * Needs `eic_directory` (may be empty), `eic_has_environment`, `eic_has_stdin`, `eic_by_stdin` (whether the script is the
 * standard input) and `eic_appends` (whether its path is added to the interpreter's words).
 */
export const CHILD = compact(String.raw`
eic_run=$1
eic_mark=$2
eic_slack=$3
cd "$eic_run" || exit 1
echo $$ >group
exec >>out 2>>err
# The reason goes to a file and not to the script's own output.
eic_refuse() { printf '%s\n%s' "$1" "$2" >"$eic_run/refused"; exit 126; }
if [ "$eic_by_stdin" = yes ]; then exec <script; elif [ "$eic_has_stdin" = yes ]; then exec <stdin; else exec </dev/null; fi
eic_variables=
if [ "$eic_has_environment" = yes ]; then eic_variables=$(cat environment); fi
if [ "$eic_has_environment$eic_has_stdin" != nono ]; then rm -f environment stdin; fi
umask "$eic_umask"
if [ -n "$eic_directory" ]; then
  cd -- "$eic_directory" 2>/dev/null || eic_refuse directory "$eic_directory"
else
  cd -- "${"$"}{HOME:-/}" 2>/dev/null || cd /
fi
unset OLDPWD
# A name that the shell keeps to itself (UID in bash) ends this shell here, before the script has begun.
eval "$eic_variables"
eic_exec() {
  command -v "$1" >/dev/null 2>&1 || eic_refuse interpreter "$1"
  printf '' >"$eic_run/began"
  # What END_SCRIPT finds all by that the script starts.
  { ulimit -S -m "$eic_mark"; printf '%s' "$eic_slack" >/proc/self/timerslack_ns; } 2>/dev/null
  unset eic_variables
  [ "$eic_appends" = yes ] || exec "$@"
  exec "$@" "$eic_run/script"
}
`);
