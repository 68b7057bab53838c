import { inWords, type NewFailure, ProviderError, withFailure } from "../base/error";
import type { Wording } from "../base/words";
import type { Route } from "../instance/way";
import type { NothingInCommon } from "./common-algorithms";
import { printRoute } from "./print-route";
import type { SshHost } from "./request";
import type { AlgorithmKind } from "./server-offer";

/** A failure before anything ran, with what is known of where it happened. */
export function sessionError(
    target: SshHost,
    failure: Omit<NewFailure, "commandRan" | "facts">,
    route?: Route,
): ProviderError {
    return new ProviderError({
        ...failure,
        commandRan: "did-not-run",
        facts: [
            ["Instance", `${target.instanceId} (${target.availabilityZone})`],
            ...(route === undefined ? [] : [["Address", `${printRoute(route)} (route ${route.name})`] as const]),
            ["OS user", target.osUser],
        ],
    });
}

/** A host that was met, and the route to it. */
export interface Met {
    readonly target: SshHost;
    readonly route: Route | undefined;
}

/** The fact of an error that holds the fingerprint of the key that was refused. */
export const PRESENTED_KEY = "Presented key";

/** The server proved to hold another key than the expected ones; nothing was sent to it. */
export function hostKeyError({ target, route }: Met, fingerprint: string, expected: readonly string[]): ProviderError {
    const shown = fingerprint === "" ? "no key of a type that is pinned" : fingerprint;
    const error = sessionError(
        target,
        {
            code: "SSH_HOST_KEY_MISMATCH",
            summary: ({ hostKeys }) =>
                `The host key of ${target.instanceId} is not the expected one: the server presented ${shown}, ` +
                `expected ${expected.length === 0 ? `none, since ${hostKeys} is empty` : expected.join(" or ")}. Nothing was sent to it.`,
            retryable: false,
            remedies: [
                "If you did not change the host key, find out which server answers at that address before you continue.",
                ({ acceptHostKey }) => `If the change is deliberate, ${acceptHostKey(fingerprint || "SHA256:…")}.`,
            ],
        },
        route,
    );
    return fingerprint === "" || error.failure.facts === undefined
        ? error
        : withFailure(error, { facts: [...error.failure.facts, [PRESENTED_KEY, fingerprint]] });
}

const KINDS: Readonly<Record<AlgorithmKind, string>> = {
    KexAlgorithms: "key exchange algorithm",
    HostKeyAlgorithms: "host key algorithm",
    Ciphers: "cipher",
    MACs: "MAC",
};

/** sshd and we could agree on nothing, and another attempt would end no better. */
export function noCommonAlgorithmError({ target, route }: Met, { what, ours, theirs }: NothingInCommon): ProviderError {
    return sessionError(
        target,
        {
            code: "SSH_NO_COMMON_ALGORITHM",
            summary: `sshd on ${target.instanceId} offers no ${KINDS[what]} that is supported here. No key was pushed.`,
            retryable: false,
            remedies: [`Add one of the supported ones to ${what} in the instance's sshd_config, and reload sshd.`],
            details: `offered by sshd: ${theirs.join(", ")}\nsupported here: ${ours.join(", ")}`,
        },
        route,
    );
}

/** The server, or something between, ended the connection before the session was open. */
export function hangUpError({ target, route }: Met, greeting: string, reason: string): ProviderError {
    return sessionError(
        target,
        {
            code: "SSH_HANDSHAKE_FAILED",
            summary: `The SSH connection to ${target.instanceId} ended before sign-in was complete: ${greeting || reason}.`,
            retryable: true,
            remedies: [
                ...whenSshdHasNoRoom(greeting),
                ...(greeting === "" && route !== undefined ? [whenSshdIsSilent(route.way.port)] : []),
                "Check the instance's sshd log for the reason: journalctl -u ssh -u sshd",
            ],
            details: greeting === "" ? "" : `the server reported: ${greeting}`,
        },
        route,
    );
}

/** sshd says in place of its identification that it takes no connection now, and which of its limits that is shows in the words. */
function whenSshdHasNoRoom(greeting: string): readonly string[] {
    if (/MaxStartups/i.test(greeting)) {
        return [
            "Raise MaxStartups (and PerSourceMaxStartups) in the instance's sshd_config, or find out who else opens so many connections to it: sshd closes new ones while that many have not signed in.",
        ];
    }
    if (/not allowed at this time/i.test(greeting)) {
        return [
            "sshd blocks the address of this machine for a while after refused sign-ins from it (PerSourcePenalties): end what signs in from there in vain, or add the address to PerSourcePenaltyExemptList in the instance's sshd_config.",
        ];
    }
    return [];
}

/** Something between may take the connection and let nothing through, or sshd may have no room. */
function whenSshdIsSilent(port: number): Wording {
    return (words) =>
        `Check that TCP port ${port} reaches sshd itself, through the security group, the network ACL and any proxy or ` +
        `load balancer in between, and that ${words.address} and ${words.port} are right.`;
}

/** Nothing is known yet of a connection that another resource is opening. */
export function noAnswerYet(target: SshHost): ProviderError {
    return hangUpError({ target, route: undefined }, "", "another command is still opening it");
}

/** Every place on every connection is held by a script that runs, and none became free. */
export function noPlaceError(target: SshHost): ProviderError {
    return sessionError(target, {
        code: "SSH_NO_PLACE",
        summary: `Other scripts of this operation hold all connections to ${target.instanceId}, and none of them ended in time.`,
        retryable: true,
        remedies: [
            ({ timeLimits }) => `Give the operation more time${timeLimits}.`,
            "Or let fewer scripts run on the instance at once.",
        ],
    });
}

/** This process comes to its end: what asks for a connection now gets none. */
export function endingError(target: SshHost): ProviderError {
    return sessionError(target, {
        code: "SSH_CONNECTION_LOST",
        summary: "The provider's process is ending, and opens no more connections.",
        retryable: false,
        remedies: [({ again }) => `Run ${again}.`],
    });
}

/**
 * The last setback, when the time for it has run out: its code and remedies stay, the summary says how long was tried, if
 * that is known.
 */
export function timeoutError(last: ProviderError, target: SshHost, spentMs?: number): ProviderError {
    if (last.failure.isAboutJumpHost) {
        // Its own time has run out, and it has said so.
        return last;
    }
    return withFailure(last, {
        summary: (words) =>
            `Could not open an SSH session to ${target.instanceId} within ${words.connectTimeout}. ${inWords(last, words).failure.summary}`,
        facts: [
            ...(last.failure.facts ?? []),
            ...(spentMs === undefined ? [] : [["Tried for", `${Math.round(spentMs / 1000)} s`] as const]),
        ],
    });
}
