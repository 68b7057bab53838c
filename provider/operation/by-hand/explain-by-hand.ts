import type { Deadline } from "../../base/deadline";
import { explainSignIn } from "../explain-sign-in";
import { explainChangedKey } from "../host-trust";
import type { FoundByHand, HandPorts, HandRequest } from "./find-by-hand";

/** The same error with what can be found out about its cause. Other errors pass unchanged. */
export async function explainByHand(
    error: unknown,
    { found, connection }: Pick<HandRequest, "connection"> & { readonly found: FoundByHand },
    { ports, deadline }: { readonly ports: Pick<HandPorts, "access" | "log" | "clock">; readonly deadline: Deadline },
): Promise<unknown> {
    const { access, log } = ports;
    const { consoleKeys } = access;
    const told = await explainChangedKey(error, { instance: found.facts, consoleKeys }, { log, deadline });
    return explainSignIn(told, { found, access, ports, connection });
}
