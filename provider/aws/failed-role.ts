// Which role could not be assumed: the SDK's errors do not tell, and pass through every client on the way.

const roles = new WeakMap<object, string | undefined>();

/** The same credentials, whose failures are of this role, or of none, unless they were of another one before. */
export function ofRole<Options, Credentials>(
    load: (options?: Options) => Promise<Credentials>,
    roleArn: string | undefined,
): (options?: Options) => Promise<Credentials> {
    return async (options) => {
        try {
            return await load(options);
        } catch (error) {
            if (typeof error === "object" && error !== null && !roles.has(error)) {
                roles.set(error, roleArn);
            }
            throw error;
        }
    };
}

/** The role that failed with this error; undefined where none did. */
export function failedRole(error: unknown): string | undefined {
    return typeof error === "object" && error !== null ? roles.get(error) : undefined;
}
