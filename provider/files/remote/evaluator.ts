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
