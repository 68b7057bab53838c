import type { ErrorCodes } from "./error-codes";

export const PACKAGE_CODES = {
    STATE_TOO_NEW: {
        layer: "state",
        meaning: "A later version of this package wrote the state.",
        remedy: "Install the version that the message names.",
    },
    STATE_NOTHING_TO_IMPORT: {
        layer: "state",
        meaning: "A resource was to be imported, or looked up by an ID.",
        remedy: "Declare it without `import`. A state of the dynamic provider is taken over by an alias.",
    },
    BUG_INPUTS_UNCHECKED: {
        layer: "inputs",
        meaning: "An argument was used without having been checked.",
        remedy: "Please report it.",
    },
    BUG_UNEXPECTED: {
        layer: "internal",
        meaning: "An unexpected error occurred.",
        remedy: "Please report it with the details.",
    },
} as const satisfies ErrorCodes;
