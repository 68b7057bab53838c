import type { HostAnswer } from "../look/host-answer";
import { ABSENT, type HostFacts, UNSEEN } from "../look/host-facts";
import type { PlacedPath } from "../placed-path";
import type { WantedPath } from "../wanted/wanted-path";
import { attempt } from "./attempt";
import { makeActorChoice } from "./choose-actor";
import { factsAfter, planGivingWay } from "./give-way";
import type { Ground } from "./ground";
import { assertNothingInTheWay } from "./in-the-way";
import { placedAbove, placedOf } from "./placed-after";
import { planLeftovers } from "./plan-leftovers";
import { newDirectoriesOf, planMakes } from "./plan-makes";
import { planPuts } from "./plan-puts";
import { planRemoval } from "./plan-removal";
import { sharesOf } from "./share-out";
import type { At, PlacementShare, WithActor } from "./work";

/** What must happen on the host. */
export interface PlacementPlan {
    /** One after the other, each by one user. */
    readonly shares: readonly PlacementShare[];
    /** What is not removed, and why: for the user. */
    readonly notes: readonly string[];
    /** All that is in place afterwards. */
    readonly placed: readonly PlacedPath[];
}

/** Decides what must happen so that the host has what is wanted. Pure. @throws {ProviderError} it can't be had. */
export function planPlacement(
    wanted: readonly WantedPath[],
    above: readonly string[],
    previous: readonly PlacedPath[],
    answer: HostAnswer,
): PlacementPlan {
    // What nobody could look at is in no directory that is there, or in one that can't be trusted.
    const factsNow = (path: string): HostFacts => answer.facts.get(path) ?? UNSEEN;
    const givingWay = planGivingWay(wanted, above, previous, factsNow);
    const factsOf = factsAfter(givingWay, factsNow, ABSENT);
    assertNothingInTheWay(wanted, above, factsOf);
    const isNew = (path: string) => factsOf(path).kind === "absent";
    const isMissing = ({ path, what }: WantedPath) => what.kind === "directory" && isNew(path);
    const missing = { above: above.filter(isNew), wanted: wanted.filter(isMissing) };
    const choice = makeActorChoice(answer, factsOf, newDirectoriesOf(missing));
    const ground: Ground = { factsOf, choice, login: answer.login };
    const puts = planPuts(
        wanted.filter((item) => !isMissing(item)),
        ground,
    );
    const wantedPaths = new Set([...wanted.map(({ path }) => path), ...above]);
    const removal = planRemoval(
        previous.filter(({ path }) => !wantedPaths.has(path)),
        factsOf,
    );
    const withActor = (path: string): WithActor<At> => ({ path, actor: choice.actorOf(path, {}) });
    const work = {
        givingWayFiles: givingWay.files.map(withActor),
        givingWayDirectories: givingWay.directories.map(withActor),
        make: planMakes(missing, ground),
        ...puts,
        removeFiles: removal.removeFiles.map(withActor),
        // A directory that can't go is no failure.
        removeDirectories: removal.removeDirectories.flatMap((path) => attempt(() => [withActor(path)])),
        leftovers: planLeftovers(answer, choice),
    };
    const before = new Map(previous.map((placed) => [placed.path, placed]));
    return {
        shares: sharesOf(work, choice.isShared),
        notes: removal.notes,
        placed: [
            ...placedAbove(above, missing.above, before, wanted),
            ...wanted.map((item) => placedOf(item, isNew(item.path), before.get(item.path))),
        ],
    };
}
