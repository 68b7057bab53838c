import type { AnswerAge, AwsPort, InstanceFacts } from "../aws/aws";
import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import type { Log } from "../base/log";
import type { Random } from "../base/random";
import { type LookedIn, type Operation, stateError, unknownInstanceError, windowsError } from "./instance-errors";

export interface FindRequest {
    readonly instanceId: string;
    readonly operation: Operation;
    readonly urn: string | undefined;
    /** How old AWS's first answer may be. */
    readonly age?: AnswerAge | undefined;
    /** Where the last operation found it, when state says so. */
    readonly recorded: Partial<LookedIn> | undefined;
}

export interface FindDeps {
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Log;
    readonly deadline: Deadline;
}

/** The API lags behind a launch: an id that RunInstances has just returned may be unknown for some seconds. */
const UNKNOWN_GRACE_MS = 30_000;
const POLL_MS = 2_000;

/**
 * Waits until the instance is running and returns what AWS says of it.
 * @throws {ProviderError} it is stopped, gone, Windows or unknown (at once, but for an id that may be new), or still pending
 * at the deadline.
 */
export async function findRunningInstance(request: FindRequest, aws: AwsPort, deps: FindDeps): Promise<InstanceFacts> {
    const region = await aws.region();
    const where = { region, operation: request.operation, urn: request.urn };
    const startedAt = deps.clock.monotonicMs();
    let seen: InstanceFacts | undefined;
    for (;;) {
        const facts = await aws
            .describeInstance(request.instanceId, deps.deadline, request.age)
            .catch((error: unknown) => {
                // A look that the deadline cut short tells less than those before it.
                throw seen?.state === "pending" && deps.deadline.expired() ? stateError(seen, "pending", where) : error;
            });
        if (facts === undefined) {
            const waitedMs = deps.clock.monotonicMs() - startedAt;
            await checkMayAppear(request, { region, waitedMs, wasSeen: seen !== undefined }, { aws, ...deps });
        } else if (facts.isWindows) {
            throw windowsError(facts, region);
        } else if (facts.state === "running") {
            return facts;
        } else if (facts.state !== "pending") {
            throw stateError(facts, facts.state, where);
        }
        seen = facts ?? seen;
        const pauseMs = POLL_MS * (0.75 + deps.random.fraction() / 2);
        if (deps.deadline.remainingMs() <= pauseMs) {
            throw seen === undefined
                ? unknownInstanceError(request.instanceId, await lookedIn(region, aws, deps.deadline), request.recorded)
                : stateError(seen, "pending", where);
        }
        const waitedSeconds = Math.round((deps.clock.monotonicMs() - startedAt) / 1_000);
        const reason = facts === undefined ? "to be known to AWS" : "(pending)";
        deps.log.status(`waiting for ${request.instanceId} ${reason}, ${waitedSeconds} s`);
        await deps.clock.sleep(pauseMs);
    }
}

/** What a search for an instance that AWS does not know has come to. */
interface Search {
    readonly region: string;
    readonly waitedMs: number;
    /** Whether AWS knew it a moment ago. */
    readonly wasSeen: boolean;
}

/** How to ask AWS something more. */
interface Asking {
    readonly aws: AwsPort;
    readonly deadline: Deadline;
}

/** Returns when another look can help; an id that has been seen before, or in another place, will not appear here. */
async function checkMayAppear(
    request: FindRequest,
    { region, waitedMs, wasSeen }: Search,
    { aws, deadline }: Asking,
): Promise<void> {
    const mayBeNew = request.operation === "create" || request.operation === "update";
    if (mayBeNew && waitedMs < UNKNOWN_GRACE_MS && !(await isElsewhere(request.recorded, region, { aws, deadline }))) {
        return;
    }
    if (wasSeen && waitedMs < UNKNOWN_GRACE_MS) {
        return;
    }
    throw unknownInstanceError(request.instanceId, await lookedIn(region, aws, deadline), request.recorded);
}

/** True when state says that the instance is in another region or account than the ones that are asked. */
async function isElsewhere(
    recorded: Partial<LookedIn> | undefined,
    region: string,
    { aws, deadline }: Asking,
): Promise<boolean> {
    if (recorded?.region !== undefined && recorded.region !== region) {
        return true;
    }
    if (recorded?.accountId === undefined) {
        return false;
    }
    const { accountId } = await lookedIn(region, aws, deadline);
    return accountId !== undefined && accountId !== recorded.accountId;
}

/** Region and account for a message: an account that can't be found out must not hide the error that it is for. */
async function lookedIn(region: string, aws: AwsPort, deadline: Deadline): Promise<LookedIn> {
    const identity = await aws.callerIdentity(deadline.within(10_000)).catch(() => undefined);
    return { region, accountId: identity?.accountId };
}
