import type { AwsPort, InstanceFacts } from "../aws/aws";
import { hasCode } from "../base/error";
import type { FindDeps } from "./find-instance";
import type { Routes } from "./way";

type DescribePort = Pick<AwsPort, "describeInstance">;

/** For so long after a launch, what EC2 says of an instance may lack an address that it has. */
const YOUNG_MS = 120_000;
const PATIENCE_MS = 30_000;
const POLL_MS = 2_000;

/** Whether an instance was launched so recently that EC2 may not tell all of it yet. */
export function isYoung({ launchedAt }: InstanceFacts, { clock }: Pick<FindDeps, "clock">): boolean {
    return launchedAt !== undefined && clock.now() - launchedAt < YOUNG_MS;
}

/** What EC2 says of the instance now; undefined where it can't be asked. */
export function lookAgain({ instanceId }: InstanceFacts, aws: DescribePort, { deadline }: FindDeps) {
    return aws.describeInstance(instanceId, deadline, "now").catch(() => undefined);
}

/**
 * Plans routes; again, with what EC2 says then, while a young instance has no address to plan with. Half a minute is enough: an
 * instance that has none then was launched without one.
 */
export async function withLateAddress(
    facts: InstanceFacts,
    plan: (facts: InstanceFacts) => Promise<Routes>,
    aws: DescribePort,
    deps: FindDeps,
): Promise<Routes> {
    const { clock, random, log, deadline } = deps;
    const startedAt = clock.monotonicMs();
    let latest = facts;
    for (;;) {
        try {
            return await plan(latest);
        } catch (error) {
            const waitedMs = clock.monotonicMs() - startedAt;
            const pauseMs = POLL_MS * (0.75 + random.fraction() / 2);
            const mayCome = isYoung(facts, deps) && waitedMs < PATIENCE_MS && deadline.remainingMs() > pauseMs;
            if (!hasCode(error, "AWS_NO_ADDRESS") || !mayCome) {
                throw error;
            }
            log.status(`Waiting for an address of ${facts.instanceId}, ${Math.round(waitedMs / 1_000)} s`);
            await clock.sleep(pauseMs);
            latest = (await lookAgain(facts, aws, deps)) ?? latest;
        }
    }
}
