import type { ErrorCodes } from "./error-codes";

export const FILE_CODES = {
    FILE_SOURCE_UNREADABLE: {
        layer: "files",
        meaning: "A source can't be read on this machine, or can't be fetched.",
        remedy: "Check the path or the address.",
    },
    FILE_SOURCE_CHANGED: {
        layer: "files",
        meaning: "A source changed while it was read.",
        remedy: "Wait until whatever writes it has finished.",
    },
    FILE_SOURCE_TOO_LARGE: {
        layer: "files",
        meaning: "A remote zip archive is too large.",
        remedy: "Use a tar archive, or fetch it first.",
    },
    FILE_NAME_NOT_UTF8: {
        layer: "files",
        meaning: "A name in a source directory is not UTF-8.",
        remedy: "Rename the file.",
    },
    FILE_OUTSIDE_TREE: {
        layer: "files",
        meaning: "An archive contains a name that points outside of it.",
        remedy: "Create the archive again.",
    },
    FILE_LINK_OUTSIDE: {
        layer: "files",
        meaning: "An archive or directory contains a link that points outside of it.",
        remedy: "Replace the link.",
    },
    FILE_CONFLICT: {
        layer: "files",
        meaning: "Two entries put something at the same path.",
        remedy: "Change one of them.",
    },
    FILE_NO_SPACE: {
        layer: "files",
        meaning: "The instance's disk is full.",
        remedy: "Free space.",
    },
    FILE_READ_ONLY: {
        layer: "files",
        meaning: "The file system is mounted read-only.",
        remedy: "Choose another path.",
    },
    FILE_OWNER_UNKNOWN: {
        layer: "files",
        meaning: "The instance has no such user or group.",
        remedy: "Create it first.",
    },
    FILE_DENIED: {
        layer: "files",
        meaning: "The user that signs in, or the owner of the directory, may not write there.",
        remedy: "Choose another path, or allow sudo.",
    },
    FILE_SUDO_REFUSED: {
        layer: "files",
        meaning:
            "The user may not write the directory of the file, which is required to replace it in one step, or may not give it that owner, and sudo refused.",
        remedy: "Add the line that the message shows to sudoers, or give the user write permission for the directory that the message names.",
    },
    FILE_UNSAFE_DIRECTORY: {
        layer: "files",
        meaning:
            "A user other than root can replace what is in a directory on the path. Root does not work there, and that user can't do what is asked. Or somebody replaced the directory in which a file was being prepared.",
        remedy: "The message names the directory and shows how to change it or what to leave out.",
    },
    FILE_MOUNT_POINT: {
        layer: "files",
        meaning: "The path is a mount point, which can't be replaced or removed.",
        remedy: "Put the file at the path that is mounted there, or unmount it first.",
    },
    FILE_TOOLS_MISSING: {
        layer: "files",
        meaning: "The instance lacks a tool.",
        remedy: "Install coreutils or busybox.",
    },
    FILE_IN_THE_WAY: {
        layer: "files",
        meaning: "Something of another kind is at the path.",
        remedy: "Choose another path, or move it away.",
    },
    FILE_HASH_MISMATCH: {
        layer: "files",
        meaning: "What arrived is not what was sent. It was not put in place.",
        remedy: "Run again, and check the instance's disk.",
    },
    FILE_CUT_SHORT: {
        layer: "files",
        meaning: "The data did not arrive completely, several times in a row.",
        remedy: "Find out what ends the connections or the shells of the user.",
    },
    FILE_LINK_LOST: {
        layer: "files",
        meaning: "The connection was lost repeatedly.",
        remedy: "Run again. Files that are already in place are not sent again.",
    },
    FILE_TIMEOUT: {
        layer: "files",
        meaning: "The time limit for the transfer was reached.",
        remedy: "Run again. Files that are already in place are not sent again.",
    },
    FILE_REMOTE_NOT_TEXT: {
        layer: "files",
        meaning: "A file of `fetch` has bytes that are not UTF-8.",
        remedy: 'Read it with `encoding: "base64"`.',
    },
    FILE_REMOTE_MISSING: {
        layer: "files",
        meaning: "A file that is to be read on the instance is not there.",
        remedy: "Check the path.",
    },
    FILE_REMOTE_UNREADABLE: {
        layer: "files",
        meaning: "The user may not read a file on the instance.",
        remedy: "Allow it, or read it as another user.",
    },
    FILE_REMOTE_SPECIAL: {
        layer: "files",
        meaning: "What is to be read on the instance is no regular file.",
        remedy: "Name a regular file.",
    },
    FILE_REMOTE_TOO_LARGE: {
        layer: "files",
        meaning: "A file on the instance is larger than it may be. Nothing of it was sent.",
        remedy: "Make it smaller, or raise the limit.",
    },
    FILE_REMOTE_CHANGED: {
        layer: "files",
        meaning: "A file on the instance changed while it was read.",
        remedy: "Wait until whatever writes it has finished.",
    },
    FILE_FAILED: {
        layer: "files",
        meaning: "A tool on the instance failed.",
        remedy: "Read the tool's own message in the details.",
    },
} as const satisfies ErrorCodes;
