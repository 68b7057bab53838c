import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import { isProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import type { Log } from "../base/log";
import type { Random } from "../base/random";
import { reconnectPauseMs } from "../base/reconnect-pause";
import type { FileInput } from "../inputs/inputs";
import type { SessionLease } from "../session/session";
import { applyPlacement } from "./apply-placement";
import { askHost, type HostAnswer, type Question } from "./ask-host";
import { transferFailed } from "./file-errors";
import { makePieceLedger, type PieceLedger } from "./piece-ledger";
import type { PlacedPath } from "./placed-path";
import { type PlacementPlan, planPlacement } from "./plan-placement";
import { makeProgress } from "./progress";
import type { WantedPath } from "./survey";
import { wantFiles } from "./want-files";

export interface PlaceRequest {
    /** What is to be on the host afterwards; empty on delete. */
    readonly files: readonly FileInput[];
    /** What `wantFiles` said of them; undefined: they are read for it. */
    readonly wanted?: readonly WantedPath[];
    /** What earlier operations of the same resource left there. */
    readonly previous: readonly PlacedPath[];
    /** Told before anything is changed of all that may be in place from then on, whatever fails. */
    readonly onPlanned?: (placed: readonly PlacedPath[]) => void;
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
/** And so long: on a link that is cut several times a second ten connections are soon over, and the next may hold. */
const FRUITLESS_MS = 60_000;
/**
 * Said by a host whose input was cut short, too: a file arrived as another, since a cut connection was still at work on it,
 * or the program ended before its time as it does where a tool is missing. Believed when it is said again and again.
 */
const MISMATCH = "FILE_HASH_MISMATCH";
const DOUBTFUL_CODES: readonly ErrorCode[] = ["FILE_CUT_SHORT", MISMATCH, "FILE_TOOLS_MISSING"];
/** So many shells of connections that were cut may be at work yet; the next run finds what others leave. */
const LATE_SHELLS = 20;

/**
 * Puts on the host exactly what the request says, over as many connections as it takes, and returns all that is in place.
 * @throws {ProviderError} something is not in place; whatever is, is whole.
 */
export async function placeFiles(
    request: PlaceRequest,
    connect: Connect,
    deps: FilesDeps,
): Promise<readonly PlacedPath[]> {
    const outOfTime = () => transferFailed("FILE_TIMEOUT", "the time for it is over");
    const wanted = request.wanted ?? (await wantFiles(request.files, deps.deadline));
    const attempts: Attempts = {
        count: 0,
        stageNames: [],
        fruitless: 0,
        progressAt: deps.clock.monotonicMs(),
        doubts: [],
        ledger: makePieceLedger(),
    };
    while (attempts.fruitless < FRUITLESS_ATTEMPTS || deps.clock.monotonicMs() - attempts.progressAt < FRUITLESS_MS) {
        if (attempts.count > 0) {
            deps.log.status("Connecting again");
            const pauseMs = reconnectPauseMs(attempts.fruitless, deps.random);
            await deps.clock.sleep(Math.min(pauseMs, deps.deadline.remainingMs()));
        }
        attempts.fruitless += 1;
        const lease = await connect(deps.deadline);
        try {
            const placed = await deps.deadline.race(
                (signal) => placeOnce(wanted, request, lease, attempts, signal, deps),
                outOfTime,
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
    count: number;
    /** What the first connection found. */
    firstFacts?: HostAnswer["facts"];
    /** Each connection's own. */
    readonly stageNames: string[];
    /** Connections in a row after which no more was on the host than before. */
    fruitless: number;
    /** When the host last had more than before. */
    progressAt: number;
    /** What the host said in a row that a cut may have made it say. */
    doubts: ErrorCode[];
    readonly ledger: PieceLedger;
}

/** One try on one connection; undefined when the link was lost. */
async function placeOnce(
    wanted: readonly WantedPath[],
    { previous, resource, onPlanned }: PlaceRequest,
    { session }: SessionLease,
    attempts: Attempts,
    signal: AbortSignal,
    deps: FilesDeps,
): Promise<readonly PlacedPath[] | undefined> {
    const stagePrefix = `.eic-${createHash("sha256").update(resource).digest("hex").slice(0, 16)}-`;
    const stageName = `${stagePrefix}${deps.random.hex(4)}`;
    const above = directoriesAbove(wanted.map(({ entry }) => entry.remotePath));
    const mine = [...wanted.filter(({ what }) => what.kind !== "directory"), ...previous].map(({ path }) => path);
    const leftover = { prefix: stagePrefix, directories: [...new Set(mine.map((path) => posix.dirname(path)))] };
    try {
        const questions = questionsFor(wanted, previous, [...above, ...leftover.directories]);
        const needsRoot = wanted.some(({ entry }) => (entry.owner ?? entry.group) !== undefined);
        const answer = await askHost({ questions, leftover, needsRoot }, session, () => deps.random.hex(16), signal);
        if (answer === undefined) {
            return undefined;
        }
        attempts.firstFacts ??= answer.facts;
        const facts = withOwnDirectories(answer.facts, attempts.firstFacts);
        const plan = planPlacement(wanted, above, previous, { ...answer, facts });
        const attempt = {
            useTar: answer.login.hasTar,
            stageName,
            earlierStages: attempts.stageNames.slice(-LATE_SHELLS),
            session,
            ledger: attempts.ledger,
            clock: deps.clock,
            ...makeProgress(bytesOf(plan), deps.clock, deps.log),
            onReport: (word: string) => {
                if (word === "placed" || word === "written") {
                    attempts.fruitless = 0;
                    // The pieces of a file are written before its hash is known: they are no sign against another such word.
                    attempts.doubts = attempts.doubts.filter((code) => word === "written" && code === MISMATCH);
                    attempts.progressAt = deps.clock.monotonicMs();
                }
            },
            signal,
        };
        onPlanned?.([...new Map([...previous, ...plan.placed].map((placed) => [placed.path, placed])).values()]);
        if (plan.shares.length > 0) {
            attempts.stageNames.push(stageName);
        }
        for (const share of plan.shares) {
            const hasGzip = answer.login.hasGzip && share.actor.userId === answer.login.userId;
            if (!(await applyPlacement({ ...attempt, share, hasGzip, marker: deps.random.hex(16) }))) {
                return undefined;
            }
        }
        for (const note of plan.notes) {
            deps.log.warning(note);
        }
        return plan.placed;
    } catch (error) {
        if (isProviderError(error) && error.failure.layer === "ssh" && error.failure.retryable) {
            return undefined;
        }
        if (isProviderError(error) && DOUBTFUL_CODES.includes(error.failure.code) && attempts.doubts.length < 3) {
            attempts.doubts.push(error.failure.code);
            attempts.ledger.clear();
            return undefined;
        }
        throw error;
    }
}

/**
 * Directories that a connection of this operation has made count as not there yet: it may have been cut before it gave them
 * their owner, and they are the resource's own.
 */
function withOwnDirectories(now: HostAnswer["facts"], first: HostAnswer["facts"]): HostAnswer["facts"] {
    return new Map(
        [...now].map(([path, facts]) => {
            const before = first.get(path);
            return [path, before?.kind === "absent" && facts.kind === "directory" ? before : facts];
        }),
    );
}

/** Every path that has to be known, with the target of each link that should be there. */
function questionsFor(
    wanted: readonly WantedPath[],
    previous: readonly PlacedPath[],
    others: readonly string[],
): Question[] {
    const questions = new Map<string, Question>(others.map((path) => [path, { path, isEssential: false }]));
    for (const { path, kind, value } of previous) {
        questions.set(path, { path, isEssential: true, ...(kind === "link" && { target: value }) });
    }
    for (const { path, what } of wanted) {
        // Of what was there before, its own: it may have to give way.
        questions.set(path, {
            ...questions.get(path),
            path,
            isEssential: true,
            ...(what.kind === "link" && { target: what.target }),
        });
    }
    return [...questions.values()];
}

function bytesOf(plan: PlacementPlan): number {
    const puts = plan.shares.flatMap(({ put }) => put);
    return puts.reduce((sum, { wanted: { what } }) => sum + (what.kind === "file" ? what.sizeBytes : 0), 0);
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
