import type { ErrorCodes } from "./error-codes";

export const PACKAGE_CODES = {
    STATE_TOO_NEW: {
        layer: "state",
        meaning: "A later version of this package wrote the state.",
        remedy: "Install that version: the message names it.",
    },
    BUG_INPUTS_UNCHECKED: {
        layer: "inputs",
        meaning: "An argument was used without having been checked.",
        remedy: "Please report it.",
    },
    BUG_UNEXPECTED: {
        layer: "internal",
        meaning: "Something failed in a way that this package does not know.",
        remedy: "Please report it with the details.",
    },
} as const satisfies ErrorCodes;
