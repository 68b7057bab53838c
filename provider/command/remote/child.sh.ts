import { compact } from "../../base/compact";

/**
 * What becomes the script's interpreter, in the same process: redirects, enters the working directory, takes the
 * environment, unlinks what is secret. Ends with the `exec` that the plan's text appends.
 *
 * Needs `eic_directory` (may be empty), `eic_has_environment`, `eic_is_large` (whether the kernel may refuse the environment),
 * `eic_has_stdin`, `eic_gives_values` (whether the script may write values), `eic_by_stdin` (whether the script is the standard input), `eic_appends` (whether its path is added to the
 * interpreter's words) and `eic_locks` (whether the words begin with those of an exclusive script).
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
if [ -n "$eic_has_locale" ]; then LC_ALL=$eic_locale; else unset LC_ALL; fi
case "$eic_directory" in
'~'|'~/'*) eic_directory=$HOME${"$"}{eic_directory#?};;
/*|'') ;;
*) eic_directory=$HOME/$eic_directory
esac
if [ -n "$eic_directory" ]; then
  cd -- "$eic_directory" 2>/dev/null || eic_refuse directory "$eic_directory"
else
  cd -- "${"$"}{HOME:-/}" 2>/dev/null || cd /
fi
unset OLDPWD
# Nothing of ours is looked up where the script's variables say.
eic_path=$PATH
# A name that the shell keeps to itself (UID in bash) ends this shell here, before the script has begun.
eval "$eic_variables"
unset PULUMI_COMMAND_OUTPUT
if [ "$eic_gives_values" = yes ]; then PULUMI_COMMAND_OUTPUT=$eic_run/values; export PULUMI_COMMAND_OUTPUT; fi
eic_require() {
  command -v "$1" >/dev/null 2>&1 && return 0
  eic_found=$(PATH=$eic_path; command -v "$1" 2>/dev/null) && eic_refuse interpreter-path "$eic_found"
  eic_refuse interpreter "$1"
}
eic_exec() {
  if [ "$eic_locks" = yes ]; then
    eic_require "$5"
    eic_shell=$1 eic_option=$2 eic_text=$3 eic_name=$4
    shift 4
    set -- "$eic_shell" "$eic_option" "$eic_text" "$eic_name" "$eic_path" "$@"
  else
    eic_require "$1"
  fi
  # What the kernel does not start is known before the script has begun.
  [ "$eic_is_large" = no ] || /bin/sh -c : 2>/dev/null || eic_refuse environment large
  printf '' >"$eic_run/began"
  # What END_SCRIPT finds all by that the script starts.
  { ulimit -S -m "$eic_mark"; printf '%s' "$eic_slack" >/proc/self/timerslack_ns; } 2>/dev/null
  unset eic_variables
  [ "$eic_appends" = yes ] || exec "$@"
  exec "$@" "$eic_run/script"
}
`);
