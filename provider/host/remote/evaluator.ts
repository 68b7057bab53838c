/**
 * The command lines of the execs of this room: constants, since arguments are public.
 *
 * An evaluator takes pieces of program from its stdin, each behind a line with its number of bytes, so that contents can
 * follow on the same stream: a shell that reads its program from stdin reads ahead. A piece that was cut in transit lacks its
 * last word and is not run. A line that is no number is passed over.
 */
export const PIECE_END = "#end";
/** The exit code of an evaluator that did not get a whole piece. */
export const PIECE_LOST = 9;
const LOOP =
    "while IFS= read -r eic_bytes;do case $eic_bytes in [1-9]*);;*)continue;;esac;" +
    "eic_piece=$(dd bs=$eic_bytes count=1 iflag=fullblock 2>/dev/null);" +
    `case $eic_piece in *"${PIECE_END}")eval "$eic_piece";;*)exit ${PIECE_LOST};;esac;done`;

/** Says that pieces are read as such: a start-up file that replaces the shell makes a program of them. */
const MARKED = "eic_evaluates=yes;";

/** For a conversation: one after the other. */
export const EVALUATOR = `${MARKED}${LOOP}`;

/**
 * For orders that are carried out side by side. Who writes to the common output holds a token, an empty line in a pipe of this
 * shell's own on descriptor 4: reading it takes the token, writing it gives it back, without a process. The pipe is that of an
 * empty pipeline, opened once more for both. Whoever ends while it has the token takes it along; so when the client is gone, there
 * are tokens for all who wait for one: they find nobody who listens, and end.
 */
export const SHARED_EVALUATOR = `${MARKED}exec 3<&0;:|{ exec 4<>/proc/self/fd/0 <&3 3<&-;echo >&4;${LOOP};for eic_turn in 1 2 3 4;do echo;echo;echo;echo;done >&4;}`;

/** The shell that reads its stdin as one program, for hosts on which the others don't work. */
export const REMOTE_SHELL = "exec /bin/sh -s";

/**
 * Lines for a start-up file that reads from its standard input, such as a menu that waits for a choice: they would else take
 * the beginning of our text along.
 */
export const BEFORE_TEXT = "\n\n\n";

/** What an evaluator says before it reads: no start-up file is in its way any more. */
export const READY = "eic-ready";

/**
 * The command line that starts an evaluator. On a host where a start-up file puts another shell in place of what was to run, the
 * same line is sent as that shell's program, and makes it the evaluator.
 */
export function commandOf(evaluator: string): string {
    return `exec /bin/sh -c 'echo ${READY};${evaluator}'`;
}
