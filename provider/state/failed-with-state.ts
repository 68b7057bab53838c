import type { ProviderError } from "../base/error";

/** A failed operation that leaves something in state: what is to be saved, and the error to show. */
export class FailedWithState extends Error {
    constructor(
        /** The resource's id. */
        readonly id: string,
        readonly outputs: Readonly<Record<string, unknown>>,
        readonly reason: ProviderError,
    ) {
        super(reason.message);
        this.name = "FailedWithState";
    }
}
