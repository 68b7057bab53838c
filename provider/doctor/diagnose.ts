import type { EndpointFacts, ImageFacts, InstanceFacts } from "../aws/aws";
import type { AwsLooks } from "../aws/looks";
import type { Deadline } from "../base/deadline";
import { isProviderError, type ProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import type { Finding } from "./finding";
import { lookAtAcl, lookAtInbound, lookAtInternetRoute, lookAtOutbound, lookAtStatus } from "./network-looks";
import { lookAtSignIn } from "./sign-in-looks";

/** A sign-in that failed, and what is known of it. */
export interface FailedSignIn {
    readonly error: ProviderError;
    readonly facts: InstanceFacts;
    readonly osUser: string;
    readonly port: number;
    /** The route that the program asked for. */
    readonly route: string;
}

/** What a diagnosis asks. Each may reject, and is then left out. */
export interface DiagnosisPorts {
    readonly looks: AwsLooks;
    /** The image of the instance, and the login user that is documented for it. */
    readonly image: (
        deadline: Deadline,
    ) => Promise<{ readonly image: ImageFacts; readonly osUser: string | undefined } | undefined>;
    /** The endpoints of the instance's VPC. */
    readonly endpoints: (deadline: Deadline) => Promise<readonly EndpointFacts[]>;
}

const REFUSED: readonly ErrorCode[] = ["SSH_KEY_REFUSED"];
const UNREACHED: readonly ErrorCode[] = [
    "NET_UNREACHABLE",
    "NET_REFUSED",
    "NET_NO_ROUTE",
    "TUNNEL_CLOSED",
    "SSH_HANDSHAKE_FAILED",
];

/** Whether a diagnosis of an error may find more than it says already. */
export function canDiagnose(error: unknown): error is ProviderError {
    return isProviderError(error) && [...REFUSED, ...UNREACHED].includes(error.failure.code);
}

/** Looks for the cause of a failed sign-in with read-only calls, all at the same time. Never rejects for want of an answer. */
export async function diagnose(
    { error, facts, osUser, port, route }: FailedSignIn,
    { looks, image, endpoints }: DiagnosisPorts,
    deadline: Deadline,
): Promise<readonly Finding[]> {
    const late = new Error("no time is left");
    const tried = async (look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
        try {
            return await deadline.race(look, () => late);
        } catch (thrown) {
            if (thrown === late || isProviderError(thrown)) {
                return [];
            }
            throw thrown;
        }
    };
    if (REFUSED.includes(error.failure.code)) {
        const known = await deadline
            .race(
                () => image(deadline),
                () => late,
            )
            .catch(() => undefined);
        return lookAtSignIn({ facts, image: known?.image, osUser, documentedUser: known?.osUser });
    }
    const { vpcId, subnetId, securityGroupIds } = facts;
    const usedEndpointId = endpointNamedIn(error);
    const isPublic = facts.publicIpAddress !== undefined && (route === "auto" || route === "public");
    const usedEndpoint = async () =>
        usedEndpointId === undefined
            ? undefined
            : (await endpoints(deadline)).find(({ endpointId }) => endpointId === usedEndpointId);
    const groups = () => looks.securityGroups(securityGroupIds, deadline);
    const found = await Promise.all([
        tried(async () => lookAtStatus(await looks.statusChecks(facts.instanceId, deadline))),
        tried(async () => {
            if (securityGroupIds.length === 0) {
                return [];
            }
            const endpoint = await usedEndpoint();
            const isKnown = endpoint !== undefined && !endpoint.preserveClientIp;
            return lookAtInbound(await groups(), port, { groupIds: isKnown ? endpoint.securityGroupIds : undefined });
        }),
        tried(async () => {
            const endpoint = await usedEndpoint();
            if (endpoint === undefined || endpoint.securityGroupIds.length === 0) {
                return [];
            }
            const own = await looks.securityGroups(endpoint.securityGroupIds, deadline);
            return lookAtOutbound(own, port, { groupIds: securityGroupIds });
        }),
        tried(async () => (subnetId === undefined ? [] : lookAtAcl(await looks.networkAcl(subnetId, deadline), port))),
        tried(async () =>
            isPublic && subnetId !== undefined && vpcId !== undefined
                ? lookAtInternetRoute(await looks.leavesForInternet({ subnetId, vpcId }, deadline), subnetId)
                : [],
        ),
    ]);
    return found.flat();
}

/** The endpoint that was tried, which the facts of an error name with the address. */
function endpointNamedIn({ failure }: ProviderError): string | undefined {
    return (failure.facts ?? []).map(([, value]) => /\beice-\w+/.exec(value)?.[0]).find((name) => name !== undefined);
}
