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
import { stagedOf } from "./transfer";

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
const MIB = 1024 * 1024;

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
    const attempts: Attempts = { count: 0, fruitless: 0, presentBytes: 0, isCleared: false };
    while (attempts.fruitless < FRUITLESS_ATTEMPTS) {
        if (attempts.count > 0) {
            deps.log.status("Connecting again");
            const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** attempts.fruitless, 5_000) * (0.5 + deps.random.fraction());
            await deps.clock.sleep(Math.min(pauseMs, deps.deadline.remainingMs()));
        }
        attempts.fruitless += 1;
        const lease = await connect(deps.deadline);
        try {
            const placed = await deps.deadline.race(
                (signal) => placeOnce(wanted, request, lease, attempts, signal, deps),
                () => transferFailed("FILE_TIMEOUT", "the time for it is over"),
            );
            if (placed !== undefined) {
                return placed;
            }
        } finally {
            lease.release();
        }
        attempts.count += 1;
    }
    throw transferFailed("FILE_LINK_LOST", "the connection was lost again and again");
}

/** What earlier connections of the operation came to. */
interface Attempts {
    /** Connections in a row after which no more was on the host than before. */
    fruitless: number;
    presentBytes: number;
    count: number;
    /** Whether what earlier operations left is gone, so that what is left now is ours. */
    isCleared: boolean;
}

/** Smaller files are sent again from their beginning. */
const RESUMED_FROM_BYTES = 4 * 1024 * 1024;

/** One try on one connection; undefined when the link was lost. */
async function placeOnce(
    wanted: readonly WantedPath[],
    { previous, resource }: PlaceRequest,
    { session }: SessionLease,
    attempts: Attempts,
    signal: AbortSignal,
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
    const large = wanted.filter(({ what }) => what.kind === "file" && what.sizeBytes >= RESUMED_FROM_BYTES);
    // What a connection of this operation left is known to be of this content; an earlier operation's may be of any.
    const partial = attempts.isCleared ? large.map(({ path }) => stagedOf(path, stageName)) : [];
    const paths = new Set([
        ...above,
        ...wanted.map(({ path }) => path),
        ...previous.map(({ path }) => path),
        ...stages,
    ]);
    const questions = [...paths, ...partial].map((path) => {
        const target = targets.get(path);
        return { path, ...(target !== undefined && { target }) };
    });
    try {
        const answer = await askHost(questions, session, deps.random.hex(16), signal);
        if (answer === undefined) {
            return undefined;
        }
        const plan = planPlacement(wanted, above, previous, attempts.isCleared ? [] : stages, answer);
        const presentBytes = (path: string) => answer.facts.get(stagedOf(path, stageName))?.sizeBytes ?? 0;
        const present = large.reduce((sum, { path }) => sum + presentBytes(path), 0);
        if (present > attempts.presentBytes) {
            attempts.fruitless = 0;
        }
        attempts.presentBytes = present;
        if (!isNothingToDo(plan)) {
            const total = plan.put.reduce(
                (sum, { wanted: { what } }) => sum + (what.kind === "file" ? what.sizeBytes : 0),
                0,
            );
            const listener = {
                ...makeProgress(total, deps.clock, deps.log),
                onReport: (word: string) => {
                    attempts.isCleared ||= word === "staged";
                    attempts.fruitless = word === "placed" ? 0 : attempts.fruitless;
                },
            };
            const wasCleared = attempts.isCleared;
            const presentMiB = (path: string) => (wasCleared ? Math.floor(presentBytes(path) / MIB) : 0);
            if (!(await applyPlacement(plan, stageName, session, deps.random.hex(16), presentMiB, listener, signal))) {
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
