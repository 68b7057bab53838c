/** The command line is wrong: the message is all that a person needs. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}
