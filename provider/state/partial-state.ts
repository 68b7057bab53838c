/** What the dynamic-provider server turns into a saved resource that failed: id, outputs and the reasons that are shown. */
export interface PartialStateError extends Error {
    readonly id: string;
    readonly properties: Record<string, unknown>;
    readonly reasons: string[];
}

/**
 * An error after which the engine keeps `properties` as the resource's state and reports the resource as failed.
 * The whole story goes into the one reason: the engine prints reasons and drops the message.
 */
export function partialStateError(id: string, properties: Record<string, unknown>, cause: Error): PartialStateError {
    const { message } = cause;
    return Object.assign(new Error(message, { cause }), { id, properties, reasons: [message] });
}
