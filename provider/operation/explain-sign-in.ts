import { type Deadline, makeDeadline } from "../base/deadline";
import { canDiagnose, diagnose, withFindings } from "../doctor";
import { type FoundTarget, osUserOfImage } from "../instance";
import type { AwsAccess, OperationPorts } from "./ports";

/** A diagnosis may take so long, after the time of the sign-in itself is over. */
const DIAGNOSIS_MS = 5_000;

/** The same error with what can be found out about its cause. Other errors pass unchanged, and so does one of an unknown instance. */
export async function explainSignIn(
    error: unknown,
    {
        found,
        access,
        connection,
        ports,
    }: {
        readonly found: FoundTarget | undefined;
        readonly access: AwsAccess;
        /** How it was to be reached. */
        readonly connection: {
            readonly port: number;
            readonly route: string;
            readonly endpointId?: string | undefined;
        };
        readonly ports: Pick<OperationPorts, "clock">;
    },
): Promise<unknown> {
    if (found === undefined || !canDiagnose(error)) {
        return error;
    }
    const { facts, target } = found;
    const { port, route, endpointId } = connection;
    const { aws, looks } = access;
    const { imageId, vpcId } = facts;
    const image = async (deadline: Deadline) => {
        const known = imageId === undefined ? undefined : await aws.describeImage(imageId, deadline);
        return known && { image: known, osUser: osUserOfImage(known) };
    };
    const endpoints = async (deadline: Deadline) => {
        const place = endpointId ?? vpcId;
        return place === undefined ? [] : aws.endpoints(place, deadline);
    };
    const deadline = makeDeadline(ports.clock, DIAGNOSIS_MS);
    const failed = { error, facts, osUser: target.osUser, port, route };
    return withFindings(error, await diagnose(failed, { looks, image, endpoints }, deadline));
}
