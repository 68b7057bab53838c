import type { Host } from "../host/host";
import { type Attempts, noteFailure, noteReport } from "./attempts";
import { askHost } from "./look/ask-host";
import type { HostAnswer } from "./look/host-answer";
import { questionsFor } from "./look/questions-for";
import { directoriesAbove } from "./path-tree";
import type { FilesDeps, PlaceRequest } from "./place-request";
import type { PlacedPath } from "./placed-path";
import { type PlacementPlan, planPlacement } from "./plan/plan-placement";
import { applyPlacement } from "./send/apply-placement";
import { makeProgress } from "./send/progress";
import { stagePrefixOf } from "./stage-prefix";

/** So many shells of connections that were cut may be at work yet; the next run finds what others leave. */
const LATE_SHELLS = 20;

/** One try on one connection: asks, plans, and applies the plan. Undefined when the link was lost. */
export async function placeOnce(
    {
        wanted,
        previous,
        resource,
        onPlanned,
        onlyAsLogin,
        onProgress,
    }: PlaceRequest & Required<Pick<PlaceRequest, "wanted">>,
    host: Host,
    attempts: Attempts,
    signal: AbortSignal,
    deps: FilesDeps,
): Promise<readonly PlacedPath[] | undefined> {
    const stagePrefix = stagePrefixOf(resource);
    const stageName = `${stagePrefix}${deps.random.hex(4)}`;
    const above = directoriesAbove(wanted.map(({ entry }) => entry.remotePath));
    try {
        const questions = questionsFor(wanted, above, previous, stagePrefix);
        const answer = await askHost(questions, host, { signal, onlyAsLogin });
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
            host,
            ledger: attempts.ledger,
            clock: deps.clock,
            ...makeProgress(bytesOf(plan), deps, onProgress),
            onReport: (word: string) => noteReport(word, attempts, deps.clock),
            signal,
        };
        onPlanned?.([...new Map([...previous, ...plan.placed].map((placed) => [placed.path, placed])).values()]);
        if (plan.shares.length > 0) {
            attempts.stageNames.push(stageName);
        }
        for (const share of plan.shares) {
            const hasGzip = answer.login.hasGzip && share.actor.userId === answer.login.userId;
            if (!(await applyPlacement({ ...attempt, share, hasGzip }))) {
                return undefined;
            }
        }
        for (const note of plan.notes) {
            deps.log.warning(note);
        }
        return plan.placed;
    } catch (error) {
        if (noteFailure(error, attempts)) {
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

function bytesOf(plan: PlacementPlan): number {
    const puts = plan.shares.flatMap(({ put }) => put);
    return puts.reduce((sum, { wanted: { what } }) => sum + (what.kind === "file" ? what.sizeBytes : 0), 0);
}
