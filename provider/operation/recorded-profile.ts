import { isProviderError, withFailure } from "../base/error";
import type { Operation } from "./operation";

/**
 * The error of credentials on delete, with where they come from: a delete goes by the arguments in state, and a profile there may
 * be of somebody else's machine. Other errors pass unchanged, and so do those of a profile that the provider gives.
 */
export function explainRecordedProfile(error: unknown, { name, inputs }: Operation): unknown {
    const { profile } = inputs.connection;
    if (
        name !== "delete" ||
        profile === undefined ||
        inputs.fromProvider?.includes("profile") ||
        !isProviderError(error) ||
        error.failure.layer !== "credentials"
    ) {
        return error;
    }
    const remedies = error.told?.remedies ?? error.failure.remedies ?? [];
    return withFailure(error, {
        remedies: [
            ({ profile: argument, next, nextDelete }) =>
                `The profile ${profile} comes from state, as ${argument} of the last ${next}. To use other credentials, change ${argument} ` +
                `in the program and run ${next} first, which then contacts nobody; then run ${nextDelete}.`,
            ...remedies.slice(0, 2),
        ],
    });
}
