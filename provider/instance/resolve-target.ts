import type { AnswerAge, AwsPort, InstanceFacts } from "../aws/aws";
import type { ConnectionInputs } from "../inputs/inputs";
import { type FindDeps, findRunningInstance } from "./find-instance";
import type { Operation } from "./instance-errors";
import { findOsUser } from "./os-user";
import type { Target } from "./target";

export interface TargetRequest {
    readonly instanceId: string;
    readonly connection: Pick<ConnectionInputs, "osUser">;
    /** The OS user in state: images get deregistered, and a user that worked goes on working. */
    readonly recordedOsUser: string | undefined;
    /** Where the last operation found the instance, when state says so: named in the error when it is unknown here. */
    readonly recordedTarget?: Partial<Pick<Target, "region" | "accountId">> | undefined;
    /** @default "create" */
    readonly operation?: Operation | undefined;
    /** How old AWS's answer may be. @default "recent" */
    readonly age?: AnswerAge | undefined;
    /** Named in the remedy that drops the resource from state. */
    readonly urn?: string | undefined;
}

/** What was found. */
export interface FoundTarget {
    readonly target: Target;
    readonly facts: InstanceFacts;
}

/**
 * Finds the instance, waits while it is pending, and decides who signs in.
 * @throws {ProviderError} there is no way to it now; waiting longer would not help, or the deadline is over.
 */
export async function resolveTarget(request: TargetRequest, aws: AwsPort, deps: FindDeps): Promise<FoundTarget> {
    const { instanceId, connection, operation = "create", urn, age, recordedTarget: recorded } = request;
    const facts = await findRunningInstance({ instanceId, operation, urn, age, recorded }, aws, deps);
    const osUser = connection.osUser ?? request.recordedOsUser ?? (await findOsUser(facts, aws, deps.deadline));
    const target = Object.freeze({
        instanceId,
        region: await aws.region(),
        accountId: facts.accountId,
        availabilityZone: facts.availabilityZone,
        osUser,
    });
    return { target, facts };
}
