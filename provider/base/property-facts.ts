// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
// Facts about arguments and outputs for sdk/ and for the rooms that can't load the table.

/** Paths of the arguments that are secret whether or not the program marked them. */
export const ALWAYS_SECRET: readonly string[] = [
    "environment",
    "stdin",
    "connection.proxy",
    "connection.privateKey",
    "connection.passphrase",
];

/** The same of an entry of `files`. */
export const SECRET_FILE_FIELDS: readonly string[] = ["content"];

/** Arguments whose secret parts can't be found by value: with one of them secret, no output is shown anywhere but in state. */
export const OUTPUT_HIDING: readonly string[] = [
    "create",
    "update",
    "delete",
    "read",
    "files",
    "interpreter",
    "triggers",
    "unless",
    "creates",
];

/** Everything in the outputs that is no argument. */
export const OUTPUT_NAMES: readonly string[] = [
    "stdout",
    "stderr",
    "exitCode",
    "outcome",
    "readStdout",
    "values",
    "fetched",
    "secrets",
    "run",
    "hostKeys",
    "fileHashes",
];

/** Outputs that are secret as a whole, whatever the program marked. */
export const SECRET_OUTPUTS: readonly string[] = ["secrets"];

/** Outputs that may repeat what a secret argument said. */
export const REPEAT_ARGUMENTS: readonly string[] = ["stdout", "stderr", "readStdout", "values"];
