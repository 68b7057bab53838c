import type { ErrorCodes } from "./error-codes";

export const COMMAND_CODES = {
    CMD_EXIT: {
        layer: "command",
        meaning: "The script ended with an exit code that is not accepted.",
        remedy: ({ next }) =>
            `Read the end of stderr in the message, and all output in state. 126 means that a program can't be run, 127 that it was not found on PATH: login files are not read, except with \`interpreter: ["bash", "-le"]\`. The next ${next} runs the script again.`,
    },
    CMD_SIGNAL: {
        layer: "command",
        meaning: "A signal ended the script.",
        remedy: "KILL often means that the instance ran out of memory.",
    },
    CMD_TIMEOUT: {
        layer: "command",
        meaning: ({ timeLimits }) =>
            `The script ran longer than \`commandTimeout\`, which includes the wait for other \`exclusive\` scripts, or the time of the whole operation${timeLimits} was over. It was stopped, with everything that it had started.`,
        remedy: "Raise the limit. If the message lists processes that are still running, end them on the instance.",
    },
    CMD_LOST: {
        layer: "command",
        meaning: "The connection was lost and the script's result is not known.",
        remedy: ({ again }) =>
            `Run ${again}: it looks for that run first, and runs the script again only if the instance has neither run nor result.`,
    },
    CMD_GUARD_FAILED: {
        layer: "command",
        meaning:
            "A guard (`unless` or `creates`) could not tell whether there is anything to do: it ended with an exit code above 125, with a signal, or not in time, or its result is not known. The script did not run.",
        remedy: "Let `unless` exit with 0 if there is nothing to do, and with a code from 1 to 125 if the script is to run. Let the user search the directories on the way to `creates`.",
    },
    CMD_VALUES_INVALID: {
        layer: "command",
        meaning:
            "The script succeeded, and the file that `$PULUMI_COMMAND_OUTPUT` names holds something that is no value: a line that is neither `name=value` nor `name<<WORD`, invalid JSON, more than 1 MiB; or something else stands in its place.",
        remedy: ({ next }) =>
            `Correct what the script writes. The other values are kept, and the next ${next} does not run the script again unless something has changed.`,
    },
    CMD_READ_FAILED: {
        layer: "command",
        meaning: "`read` did not end with exit code 0. If a script ran before it, that one succeeded.",
        remedy: ({ next }) =>
            `Correct \`read\` or the instance. The next ${next} runs \`read\` again, and the script only if something else has changed.`,
    },
    CMD_REBOOT_BUSY: {
        layer: "command",
        meaning:
            "The instance was to be rebooted after the script, but other scripts ran on it until the time of the operation was over. The script succeeded.",
        remedy: ({ next }) =>
            `The next ${next} reboots the instance, and does not run the script again. Start it when the other scripts have ended.`,
    },
    CMD_REBOOT_REFUSED: {
        layer: "command",
        meaning: "The instance did not accept the reboot after the script. The script succeeded.",
        remedy: ({ next }) =>
            `Let the user that signs in run \`reboot\` through sudo without a password. The next ${next} tries again, and does not run the script again.`,
    },
    CMD_REBOOT_TIMEOUT: {
        layer: "command",
        meaning:
            "The instance was not back 10 minutes after its reboot, or when the time of the operation was over: no session opened in another boot. The script succeeded.",
        remedy: ({ next }) =>
            `Look at the console of the instance. The next ${next} waits for it again; it reboots the instance only if that has not happened yet.`,
    },
    CMD_CLOUD_INIT_FAILED: {
        layer: "command",
        meaning: "cloud-init failed, and `waitForCloudInit` requires it to succeed.",
        remedy: "Read the status and the end of the log in the message.",
    },
    CMD_CLOUD_INIT_TIMEOUT: {
        layer: "command",
        meaning: "cloud-init did not finish in time.",
        remedy: "Raise the duration of `waitForCloudInit`.",
    },
    CMD_NO_FLOCK: {
        layer: "command",
        meaning: "`exclusive` requires the program `flock`, which the instance lacks.",
        remedy: "Install util-linux or busybox on the instance.",
    },
    CMD_NO_SUCH_USER: {
        layer: "command",
        meaning: "The user of `runAs` does not exist.",
        remedy: "Create it, or change `runAs`.",
    },
    CMD_NO_SUDO: {
        layer: "command",
        meaning: "`runAs` requires sudo, which the instance lacks.",
        remedy: "Install it, or sign in as that user.",
    },
    CMD_SUDO_REFUSED: {
        layer: "command",
        meaning: "sudo does not let the user that signs in become the user of `runAs` without a password.",
        remedy: "Add the line that the message shows to sudoers.",
    },
    CMD_SUDO_NEEDS_TTY: {
        layer: "command",
        meaning: "sudo requires a terminal.",
        remedy: "Add the line that the message shows to sudoers.",
    },
    CMD_PASSWORD_EXPIRED: {
        layer: "command",
        meaning:
            "The password of the OS user has expired. `sshd` and sudo run nothing for the user before it is changed, even with a key.",
        remedy: "Run on the instance, as root: `chage -d -1 -E -1 -M -1 USER`, or `passwd USER`.",
    },
    CMD_SHELL_RESTRICTED: {
        layer: "command",
        meaning: "The user's login shell is restricted.",
        remedy: "Give the user another shell, or use another user.",
    },
    CMD_LOGIN_SHELL_HANGS: {
        layer: "command",
        meaning:
            "The login shell did not come to run a command, because its start-up files wait for something or the user's home does not answer.",
        remedy: "Look in its start-up files for a command that waits, or that reads standard input.",
    },
    CMD_SHELL_UNUSABLE: {
        layer: "command",
        meaning: "The user's login shell did not run `/bin/sh`.",
        remedy: "Check the shell and its start-up files. In place of `nologin` or `false`: `usermod -s /bin/bash USER`.",
    },
    CMD_NO_SUCH_DIRECTORY: {
        layer: "command",
        meaning: "The working directory does not exist.",
        remedy: "Create it first.",
    },
    CMD_ENVIRONMENT_TOO_LARGE: {
        layer: "command",
        meaning: "All variables together are larger than the kernel of the instance allows for a new program.",
        remedy: "Pass large values on `stdin` or in `files`.",
    },
    CMD_NO_INTERPRETER: {
        layer: "command",
        meaning: "The interpreter is not on the instance.",
        remedy: "Install it.",
    },
    CMD_NOT_STARTED: {
        layer: "command",
        meaning: "The script's process did not start.",
        remedy: "Check the memory and the number of processes of the instance, and the names in `environment`.",
    },
    CMD_NO_RUN_DIRECTORY: {
        layer: "command",
        meaning: "No private directory could be created for the run.",
        remedy: "Make the user's home or `/var/tmp` writable.",
    },
    CMD_RUN_DIRECTORY_NOT_OURS: {
        layer: "command",
        meaning: "The directory for runs belongs to another user.",
        remedy: "Remove it on the instance.",
    },
    CMD_DISK_FULL: {
        layer: "command",
        meaning: "The instance's disk is full.",
        remedy: "Free space.",
    },
    CMD_LOCK_FAILED: {
        layer: "command",
        meaning: "The file system of the home can't lock files.",
        remedy: "Give the user a home on a local file system.",
    },
    CMD_RUN_CONFLICT: {
        layer: "command",
        meaning: "A script that an earlier operation of the resource started is still running.",
        remedy: "Wait until it has ended, or end it on the instance.",
    },
    CMD_REFUSED: {
        layer: "command",
        meaning: "The host refused to start the script for a reason that this package does not recognize.",
        remedy: "The message shows what the host reported.",
    },
} as const satisfies ErrorCodes;
