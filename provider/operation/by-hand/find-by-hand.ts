import type { Clock } from "../../base/clock";
import type { Deadline } from "../../base/deadline";
import type { Log } from "../../base/log";
import type { Random } from "../../base/random";
import type { Inputs } from "../../inputs/inputs";
import { type FoundTarget, resolveTarget } from "../../instance";
import type { RouteDeps } from "../../session";
import type { AwsAccess } from "../ports";

/** What a sign-in by hand uses of the outside world. */
export interface HandPorts extends Pick<RouteDeps, "dial" | "slots"> {
    readonly clock: Clock;
    readonly random: Random;
    readonly access: Pick<AwsAccess, "aws" | "pushKey" | "openTunnel" | "consoleKeys" | "looks">;
    readonly log: Log;
}

/** Where to, and how. */
export interface HandRequest {
    readonly instanceId: string;
    readonly connection: Inputs["connection"];
    /** Public key lines of the host keys that were trusted before. */
    readonly knownHostKeys: readonly string[];
}

export type FoundByHand = FoundTarget;

/**
 * Finds the instance, waits while it is pending, and decides who signs in.
 * @throws {ProviderError} there is no way to it now.
 */
export function findByHand(
    { instanceId, connection }: Pick<HandRequest, "instanceId" | "connection">,
    { access, ...ports }: Pick<HandPorts, "access" | "clock" | "random" | "log">,
    deadline: Deadline,
): Promise<FoundByHand> {
    return resolveTarget({ instanceId, connection, recordedOsUser: undefined, operation: "read" }, access.aws, {
        ...ports,
        deadline,
    });
}
