import type { InstanceFacts, InstanceState } from "../aws/aws";
import { ProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import type { Wording } from "../base/words";

/** What is being done to the resource: the remedies differ. */
export type Operation = "create" | "update" | "delete" | "read";

/** Where an instance was looked for, and by whom. */
export interface LookedIn {
    readonly region: string;
    /** Undefined where even this could not be found out. */
    readonly accountId: string | undefined;
}

const CAUSES: Readonly<Record<Exclude<InstanceState, "running">, { code: ErrorCode; cause: string }>> = {
    pending: { code: "AWS_INSTANCE_PENDING", cause: "it is still pending" },
    stopped: { code: "AWS_INSTANCE_STOPPED", cause: "the instance is stopped" },
    stopping: { code: "AWS_INSTANCE_STOPPED", cause: "the instance is stopping" },
    "shutting-down": { code: "AWS_INSTANCE_TERMINATED", cause: "the instance is being terminated" },
    terminated: { code: "AWS_INSTANCE_TERMINATED", cause: "the instance is terminated" },
};

/** What was to be done, and where. */
interface Where {
    readonly region: string;
    readonly operation: Operation;
    readonly urn: string | undefined;
}

/** Says that an instance in this state can't be connected to, and what can be done. */
export function stateError(
    facts: InstanceFacts,
    state: Exclude<InstanceState, "running">,
    where: Where,
): ProviderError {
    return new ProviderError({
        code: CAUSES[state].code,
        summary: `Could not connect to ${facts.instanceId}: ${CAUSES[state].cause}.`,
        commandRan: "did-not-run",
        retryable: state === "pending" || state === "stopping",
        facts: instanceFacts(facts, where.region),
        remedies: stateRemedies(facts.instanceId, state, where),
        details: facts.stateReason,
    });
}

function stateRemedies(instanceId: string, state: InstanceState, { operation, urn }: Where): Wording[] {
    if (state === "pending") {
        return ["Run again when the instance is running.", ({ giveConnectingTime }) => giveConnectingTime];
    }
    const isGoing = state === "terminated" || state === "shutting-down";
    if (operation === "delete") {
        return [
            ...(isGoing
                ? []
                : [
                      `To let the delete script run, start the instance: aws ec2 start-instances --instance-ids ${instanceId}`,
                  ]),
            ({ skipDelete }) => skipDelete,
            ({ forget }) => `Or ${forget(urn ?? "<urn>")}`,
        ];
    }
    return isGoing
        ? [({ idOfReplaced }) => `Use the ID of a running instance${idOfReplaced}.`]
        : [`Start it: aws ec2 start-instances --instance-ids ${instanceId}`, ({ dependOnStart }) => dependOnStart];
}

/** Windows has no sshd that takes pushed keys. */
export function windowsError(facts: InstanceFacts, region: string): ProviderError {
    return new ProviderError({
        code: "AWS_INSTANCE_WINDOWS",
        summary: `Could not connect to ${facts.instanceId}: it runs Windows, which EC2 Instance Connect does not support.`,
        commandRan: "did-not-run",
        retryable: false,
        facts: instanceFacts(facts, region),
        remedies: [
            "Use SSM Run Command or user data for Windows instances.",
            ({ instanceId }) => `Check ${instanceId}.`,
        ],
    });
}

/** Says that an instance is unknown, naming region and account: either may be the wrong one. */
export function unknownInstanceError(
    instanceId: string,
    looked: LookedIn,
    recorded?: Partial<LookedIn>,
): ProviderError {
    const account = looked.accountId ?? "unknown";
    return new ProviderError({
        code: "AWS_INSTANCE_NOT_FOUND",
        summary: `Could not find ${instanceId}: region ${looked.region} of account ${account} has no such instance.`,
        commandRan: "did-not-run",
        retryable: false,
        facts: [
            ["Region", looked.region],
            ["Account", account],
            ...(recorded?.region === undefined ? [] : [["Region in state", recorded.region] as const]),
            ...(recorded?.accountId === undefined ? [] : [["Account in state", recorded.accountId] as const]),
        ],
        remedies: [
            ({ instanceId: name }) => `Check ${name}: the instance may have been terminated more than an hour ago.`,
            ({ regionSources }) => `Check the region: ${regionSources}.`,
            ({ checkAccount }) => checkAccount,
        ],
    });
}

function instanceFacts(facts: InstanceFacts, region: string): [string, string][] {
    return [
        ["Instance", `${facts.instanceId} (${facts.availabilityZone || region})`],
        ["Region", region],
        ["Account", facts.accountId],
        ["State", facts.state],
    ];
}
