import type { AwsSettings } from "../aws";
import type { Deadline } from "../base/deadline";
import { proveGone } from "../instance";
import type { Operation } from "./operation";
import type { OperationPorts } from "./ports";

/** Whether the instance is terminated, or proven gone; then the row says what follows from that. */
export async function isGone(
    ports: OperationPorts,
    { inputs, recorded, log, name }: Operation,
    { settings, deadline }: { readonly settings: AwsSettings; readonly deadline: Deadline },
): Promise<boolean> {
    const presence = await proveGone(
        { instanceId: inputs.instanceId, recordedRegion: recorded?.region, recordedAccountId: recorded?.accountId },
        ports.awsFor(settings).aws,
        deadline.within(inputs.connection.connectTimeoutMs),
    );
    if (presence.kind === "gone") {
        const consequence =
            name === "read" ? "The resource leaves state." : "What was to be done on it counts as done.";
        log.info(`${presence.note} ${consequence}`);
    }
    return presence.kind === "gone";
}
