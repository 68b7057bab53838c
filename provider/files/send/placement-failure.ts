import type { ProviderError } from "../../base/error";
import { sudoRefused } from "../blocked-path";
import { hashMismatch, hostError } from "../host-error";

import type { Actor } from "../plan/actor";
import { cannotAct, exchanged, unsafeDirectory } from "../refusals";
import type { Report } from "../remote/reports";

/** The error that the host reported, or undefined; it names paths by their place in `paths`. */
export function failureIn(
    reports: readonly Report[],
    paths: readonly string[],
    actor: Actor,
): ProviderError | undefined {
    const refusal = reports.find(([word]) => word === "no-sudo");
    if (refusal !== undefined) {
        return sudoRefused(paths[0] ?? "", refusal.slice(1).join(" "));
    }
    const cannot = reports.find(([word]) => word === "cannot-become");
    if (cannot !== undefined) {
        return cannotAct(paths[0] ?? "", actor.name || actor.userId, cannot.slice(1).join(" "));
    }
    const failed = reports.find(([word]) => word === "fail");
    if (failed === undefined) {
        return undefined;
    }
    // The step may be of several words; the number of the path comes after it.
    const words = failed.slice(1);
    const numberAt = words.findIndex((word) => /^\d+$/.test(word));
    const path = paths[Number(words[numberAt])] ?? "";
    const step = words.slice(0, numberAt).join(" ");
    switch (step) {
        case "verify":
            return hashMismatch(path);
        case "exchange":
            return exchanged(path);
        case "unsafe": {
            const [, userId = "", name = "", ...keeper] = reports.findLast(([word]) => word === "keeper") ?? [];
            return unsafeDirectory(path, { userId, name, path: keeper.join(" ") });
        }
        default:
            return hostError(
                step,
                path,
                words.slice(numberAt + 1).join(" "),
                actor.kind === "owner" ? actor.name || `user ${actor.userId}` : undefined,
            );
    }
}
