import { compact } from "../../base/compact";

/** Longest file of values, as the provider reads it (state/parse-values.ts). */
const LARGEST_VALUES_BYTES = 1024 * 1024;

/**
 * A library. `eic_give_values` reports what stands at the name of the run's file of values, `gave <what>`, and sends its content if
 * it is a regular file: whole, however often it was sent before, and a byte more than it may have at most.
 *
 * The script may have put anything there. What is no regular file is not opened, and what took its place a moment later can't keep
 * this shell waiting: a pipe that is opened for both directions opens at once. The directory is the user's alone, so a file of
 * another user was brought there by root, and whoever owns it may still write to it.
 *
 * Needs the run's directory as working directory. Runs of earlier releases have no such file.
 */
export const GIVE_VALUES = `
eic_give_values() {
${compact(String.raw`
if [ -L values ]; then eic_report gave link
elif [ ! -e values ]; then return 0
elif [ -d values ]; then eic_report gave directory
elif [ ! -f values ]; then eic_report gave special
elif [ ! -O values ] && [ "$(stat -c %u values 2>/dev/null)" != 0 ]; then eic_report gave foreign
elif [ ! -r values ]; then eic_report gave unreadable
elif [ ! -s values ]; then return 0
elif [ -w values ]; then { eic_give_open_values; } 5<>values
else { eic_give_open_values; } 5<values
fi
}
eic_give_open_values() {
  if [ -L values ] || [ ! -f values ] || { [ -e /proc/self/fd/5 ] && [ ! values -ef /proc/self/fd/5 ]; }; then
    eic_report gave special
    return 0
  fi
  eic_length=$(stat -c %s values 2>/dev/null) || eic_length=$(wc -c <values)
  [ $eic_length -le ${LARGEST_VALUES_BYTES} ] || eic_length=${LARGEST_VALUES_BYTES + 1}
  eic_report gave file $((eic_length))
  # A file that becomes shorter now does not shift what follows.
  eic_lock
  printf '%s values 0 %s\n' "$eic_marker" $((eic_length)) || exit 1
  { cat <&5; dd if=/dev/zero bs=65536 2>/dev/null; } 2>/dev/null | head -c $((eic_length)) || exit 1
  eic_unlock
`)}
}
`;
