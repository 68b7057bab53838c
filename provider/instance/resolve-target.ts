import type { AnswerAge, AwsPort } from "../aws/aws";
import type { ConnectionInputs } from "../inputs/inputs";
import { chooseAddress } from "./choose-address";
import { type FindDeps, findRunningInstance } from "./find-instance";
import type { Operation } from "./instance-errors";
import { findOsUser } from "./os-user";
import type { Target } from "./target";

export interface TargetRequest {
    readonly instanceId: string;
    readonly connection: ConnectionInputs;
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

/**
 * Finds the instance, waits while it is pending, and decides who signs in where.
 * @throws {ProviderError} there is no way to it now; waiting longer would not help, or the deadline is over.
 */
export async function resolveTarget(request: TargetRequest, aws: AwsPort, deps: FindDeps): Promise<Target> {
    const { instanceId, connection, operation = "create", urn, age, recordedTarget: recorded } = request;
    const facts = await findRunningInstance({ instanceId, operation, urn, age, recorded }, aws, deps);
    const way = chooseAddress(facts, connection);
    const osUser = connection.osUser ?? request.recordedOsUser ?? (await findOsUser(facts, aws, deps.deadline));
    return Object.freeze({
        instanceId,
        region: await aws.region(),
        accountId: facts.accountId,
        availabilityZone: facts.availabilityZone,
        osUser,
        ...way,
        port: connection.port,
    });
}
