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
        meaning: "An archive holds a name that leads out of it.",
        remedy: "Make the archive anew.",
    },
    FILE_LINK_OUTSIDE: {
        layer: "files",
        meaning: "An archive or directory holds a link that leads out of it.",
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
            "The user may not write the directory of the file, which replacing it in one step needs, or give it that owner, and sudo refused.",
        remedy: "Allow it in sudoers: the message has the line. Or let the user write the directory that the message names.",
    },
    FILE_UNSAFE_DIRECTORY: {
        layer: "files",
        meaning:
            "Somebody else than root can exchange what is in a directory on the way, so that root does not work there, and that user can't do what is asked; or somebody exchanged the directory in which a file was made ready.",
        remedy: "The message names the directory, and says how to change it or what to leave out.",
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
        meaning: "What arrived is not what was sent; it was not put in place.",
        remedy: "Run again; look at the instance's disk.",
    },
    FILE_CUT_SHORT: {
        layer: "files",
        meaning: "What was sent did not arrive to its end, and so again.",
        remedy: "Look for what ends the connections or the shells of the user.",
    },
    FILE_LINK_LOST: {
        layer: "files",
        meaning: "The connection was lost again and again.",
        remedy: "Run again: what is in place is not sent again.",
    },
    FILE_TIMEOUT: {
        layer: "files",
        meaning: "The time for the transfer is over.",
        remedy: "Run again: what is in place is not sent again.",
    },
    FILE_FAILED: {
        layer: "files",
        meaning: "A tool on the instance failed.",
        remedy: "The details are its own words.",
    },
} as const satisfies ErrorCodes;
