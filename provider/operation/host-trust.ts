import { hasCode, type ProviderError, withFailure } from "../base/error";
import { fingerprintOfKeyLine } from "../base/host-key-line";
import type { HostKeyPolicy } from "../inputs/inputs";
import type { ConsoleKeys, LookDeps } from "../instance";
import { PRESENTED_KEY } from "../session";

/** By what the host key of the next connection is judged. */
export interface HostTrust {
    readonly hostKeyPolicy: HostKeyPolicy;
    readonly hostKeys: readonly string[];
    readonly recordedHostKeys: readonly string[];
    /** Why there is no key to compare with, if there is none. */
    readonly firstUseReason?: string;
}

/** Whether there is a key to compare with. */
export function knowsHostKey({ hostKeyPolicy, hostKeys, recordedHostKeys }: HostTrust): boolean {
    return hostKeyPolicy !== "off" && hostKeys.length + recordedHostKeys.length > 0;
}

/** What the program asked for, and the keys that were met before. */
interface KnownTrust {
    readonly connection: { readonly hostKeyPolicy: HostKeyPolicy; readonly hostKeys: readonly string[] };
    readonly recordedHostKeys: readonly string[];
}

interface Instance {
    readonly instanceId: string;
    readonly launchedAt: number | undefined;
}

/**
 * Finds the host keys to compare with: those of the program, else those that were met before, else, by the policies that want them, those
 * on the console of the instance, which no other key may then replace.
 * @throws {ProviderError} the policy is `console`, and there are none.
 */
export async function findHostTrust(
    { connection: { hostKeyPolicy, hostKeys }, recordedHostKeys }: KnownTrust,
    { instance, consoleKeys }: { readonly instance: Instance; readonly consoleKeys: ConsoleKeys },
    look: LookDeps,
): Promise<HostTrust> {
    const own = { hostKeyPolicy, hostKeys, recordedHostKeys };
    if (hostKeys.length + recordedHostKeys.length > 0 || (hostKeyPolicy !== "console" && hostKeyPolicy !== "auto")) {
        return own;
    }
    if (hostKeyPolicy === "console") {
        return {
            hostKeyPolicy: "pinned",
            hostKeys: await consoleKeys.await(instance.instanceId, look),
            recordedHostKeys,
        };
    }
    const found = await consoleKeys.look(instance, look);
    return found.kind === "keys"
        ? { hostKeyPolicy: "pinned", hostKeys: found.lines, recordedHostKeys }
        : { ...own, firstUseReason: found.reason };
}

/**
 * The same error with its cause, if the console shows the key that the host has now: cloud-init makes new keys on the first boot, and
 * whoever came before that has met those of the image. Other errors pass unchanged.
 */
export async function explainChangedKey(
    error: unknown,
    { instance, consoleKeys }: { readonly instance: Instance | undefined; readonly consoleKeys: ConsoleKeys },
    look: LookDeps,
): Promise<unknown> {
    if (instance === undefined || !hasCode(error, "SSH_HOST_KEY_MISMATCH")) {
        return error;
    }
    const told = error as ProviderError;
    const presented = told.failure.facts?.find(([name]) => name === PRESENTED_KEY)?.[1];
    const shown = await consoleKeys.look({ ...instance, launchedAt: undefined }, look).catch(() => undefined);
    if (shown?.kind !== "keys" || !shown.lines.some((line) => fingerprintOfKeyLine(line) === presented)) {
        return error;
    }
    const { remedies = [] } = told.told ?? told.failure;
    return withFailure(told, {
        remedies: [
            "The instance's console shows this key: cloud-init made new host keys on the first boot, after the instance was first met with the keys of its image.",
            ...remedies.slice(1),
            ({ hostKeyPolicy }) =>
                `To meet new instances with their final keys only, set ${hostKeyPolicy} to "console", and wait for cloud-init.`,
        ],
    });
}
