// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
/**
 * Every argument and output that the class declares. Pulumi makes an output of each property that is named when the resource
 * is registered, and of no other; one without a value is unknown in a preview.
 */
export const PROPERTY_NAMES: readonly string[] = [
    "instanceId",
    "create",
    "update",
    "delete",
    "read",
    "files",
    "interpreter",
    "environment",
    "stdin",
    "workingDirectory",
    "runAs",
    "triggers",
    "unless",
    "creates",
    "waitForCloudInit",
    "reboot",
    "exclusive",
    "acceptedExitCodes",
    "commandTimeout",
    "onInterrupt",
    "maxOutput",
    "logging",
    "addPreviousOutputInEnv",
    "connection",
    "stdout",
    "stderr",
    "exitCode",
    "outcome",
    "readStdout",
    "run",
    "hostKeys",
    "fileHashes",
];
