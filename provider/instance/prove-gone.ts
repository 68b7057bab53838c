import type { AwsPort, InstanceFacts } from "../aws/aws";
import type { Deadline } from "../base/deadline";
import { ProviderError } from "../base/error";
import type { LookedIn } from "./instance-errors";

export interface GoneRequest {
    readonly instanceId: string;
    /** Region and account in state; undefined where an older state has none. */
    readonly recordedRegion: string | undefined;
    readonly recordedAccountId: string | undefined;
}

/** Whether an instance still exists. `note` says how it is known that it is gone, for the user. */
export type Presence =
    | { readonly kind: "present"; readonly instance: InstanceFacts }
    | { readonly kind: "gone"; readonly note: string };

/**
 * Tells whether the instance is gone for ever: terminated, or unknown to the very account and region that it was in.
 * @throws {ProviderError} it is unknown here, and here may not be where it was: nothing is proven.
 */
export async function proveGone(request: GoneRequest, aws: AwsPort, deadline: Deadline): Promise<Presence> {
    const instance = await aws.describeInstance(request.instanceId, deadline);
    if (instance === undefined) {
        return { kind: "gone", note: await checkSamePlace(request, aws, deadline) };
    }
    if (instance.state === "terminated" || instance.state === "shutting-down") {
        const state = instance.state === "terminated" ? "terminated" : "being terminated";
        return { kind: "gone", note: `${request.instanceId} is ${state}, so there is nothing left to run on.` };
    }
    return { kind: "present", instance };
}

async function checkSamePlace(request: GoneRequest, aws: AwsPort, deadline: Deadline): Promise<string> {
    const region = await aws.region();
    const { accountId } = await aws.callerIdentity(deadline);
    const isSame = accountId !== "" && region === request.recordedRegion && accountId === request.recordedAccountId;
    if (!isSame) {
        throw unprovenError(request, { region, accountId });
    }
    return `${request.instanceId} no longer exists in region ${region} of account ${accountId}.`;
}

function unprovenError(request: GoneRequest, looked: LookedIn): ProviderError {
    return new ProviderError({
        code: "AWS_GONE_NOT_PROVEN",
        summary: `Could not find ${request.instanceId}, but it may still exist: the lookup did not use the region and account recorded in state.`,
        commandRan: "did-not-run",
        retryable: false,
        facts: [
            ["Region in state", request.recordedRegion ?? "none"],
            ["Region used", looked.region],
            ["Account in state", request.recordedAccountId ?? "none"],
            ["Account used", looked.accountId ?? "unknown"],
        ],
        remedies: [
            ({ placeSources }) => `Use the region and the credentials of state: ${placeSources}.`,
            ({ forget }) => `If the instance is known to be gone: ${forget()}.`,
        ],
    });
}
