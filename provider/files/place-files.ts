import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import { isProviderError } from "../base/error";
import type { Log } from "../base/log";
import type { Random } from "../base/random";
import type { FileInput } from "../inputs/inputs";
import type { SessionLease } from "../session/session";
import { applyPlacement, stagesFor } from "./apply-placement";
import { askHost } from "./ask-host";
import { transferFailed } from "./file-errors";
import type { PlacedPath } from "./placed-path";
import { isNothingToDo, planPlacement } from "./plan-placement";
import { makeProgress } from "./progress";
import { surveySources, type WantedPath } from "./survey";

export interface PlaceRequest {
    /** What is to be on the host afterwards; empty on delete. */
    readonly files: readonly FileInput[];
    /** What earlier operations of the same resource left there. */
    readonly previous: readonly PlacedPath[];
    /** Tells the resource from others: its left-overs, and only its own, are cleaned up. */
    readonly resource: string;
}

export interface FilesDeps {
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Log;
    readonly deadline: Deadline;
}

type Connect = (deadline: Deadline) => Promise<SessionLease>;

const FRUITLESS_ATTEMPTS = 10;
const FIRST_PAUSE_MS = 100;

/**
 * Puts on the host exactly what the request says, over as many connections as it takes, and returns all that is in place.
 * @throws {ProviderError} something is not in place; whatever is, is whole.
 */
export async function placeFiles(
    request: PlaceRequest,
    connect: Connect,
    deps: FilesDeps,
): Promise<readonly PlacedPath[]> {
    const wanted = await surveySources(request.files);
    for (let attempt = 0; attempt < FRUITLESS_ATTEMPTS; attempt += 1) {
        if (attempt > 0) {
            deps.log.status("Connecting again");
            await deps.clock.sleep(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), 5_000, deps.deadline.remainingMs()));
        }
        const lease = await connect(deps.deadline);
        try {
            const placed = await deps.deadline.race(
                () => placeOnce(wanted, request, lease, deps),
                () => transferFailed("FILE_TIMEOUT", "the time for it is over"),
            );
            if (placed !== undefined) {
                return placed;
            }
        } finally {
            lease.release();
        }
    }
    throw transferFailed("FILE_LINK_LOST", "the connection was lost again and again");
}

/** One try on one connection; undefined when the link was lost. */
async function placeOnce(
    wanted: readonly WantedPath[],
    { previous, resource }: PlaceRequest,
    { session }: SessionLease,
    deps: FilesDeps,
): Promise<readonly PlacedPath[] | undefined> {
    const stageName = `.eic-${createHash("sha256").update(resource).digest("hex").slice(0, 16)}`;
    const above = directoriesAbove(wanted.map(({ entry }) => entry.remotePath));
    const mine = [...wanted.filter(({ what }) => what.kind !== "directory"), ...previous].map(({ path }) => path);
    const stages = stagesFor(mine, stageName);
    const targets = new Map<string, string>(previous.flatMap((p) => (p.kind === "link" ? [[p.path, p.value]] : [])));
    for (const { path, what } of wanted) {
        if (what.kind === "link") {
            targets.set(path, what.target);
        }
    }
    const paths = new Set([
        ...above,
        ...wanted.map(({ path }) => path),
        ...previous.map(({ path }) => path),
        ...stages,
    ]);
    const questions = [...paths].map((path) => {
        const target = targets.get(path);
        return { path, ...(target !== undefined && { target }) };
    });
    try {
        const answer = await askHost(questions, session, deps.random.hex(16));
        if (answer === undefined) {
            return undefined;
        }
        const plan = planPlacement(wanted, above, previous, stages, answer);
        if (!isNothingToDo(plan)) {
            const total = plan.put.reduce(
                (sum, { wanted: { what } }) => sum + (what.kind === "file" ? what.sizeBytes : 0),
                0,
            );
            const progress = makeProgress(total, deps.clock, deps.log);
            if (!(await applyPlacement(plan, stageName, session, deps.random.hex(16), progress))) {
                return undefined;
            }
        }
        for (const note of plan.notes) {
            deps.log.warning(note);
        }
        return plan.placed;
    } catch (error) {
        if (isProviderError(error) && error.failure.code === "SSH_CONNECTION_LOST") {
            return undefined;
        }
        throw error;
    }
}

/** The directories that the paths are in, parents first, without the root. */
function directoriesAbove(paths: readonly string[]): string[] {
    const found = new Set<string>();
    for (const path of paths) {
        const names = posix.dirname(path).split("/").filter(Boolean);
        for (let depth = 1; depth <= names.length; depth += 1) {
            found.add(`/${names.slice(0, depth).join("/")}`);
        }
    }
    return [...found].sort();
}
