/** The command line can't be followed: the message says why, in one or more lines. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}
