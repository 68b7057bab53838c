import { posix } from "node:path";
import { hostError, inTheWay, printPath } from "../file-errors";
import type { HostAnswer, HostFacts, Leftover } from "../look/ask-host";
import type { PlacedPath } from "../placed-path";
import type { WantedPath } from "../wanted/survey-sources";
import type { Actor } from "./actor";
import { type Attributes, correctionOf, directoryMode, mayCorrect, owningOf, placedMode } from "./attributes";
import { isPublic, makeActorChoice, type NewDirectory, type Wish } from "./choose-actor";
import { factsAfter, isUnchanged, planGivingWay } from "./give-way";
import { placedAbove, placedOf } from "./placed-after";
import { type PlacementShare, type Put, sharesOf, type WithActor } from "./share-out";

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
    const before = new Map(previous.map((placed) => [placed.path, placed]));
    for (const path of above) {
        assertDirectory(path, factsOf(path), "a directory");
    }
    for (const { path, what } of wanted) {
        assertNothingInTheWay(path, factsOf(path), what.kind);
    }
    const isNew = (path: string) => factsOf(path).kind === "absent";
    const newAbove = above.filter(isNew);
    const newDirectories = wanted.filter(({ path, what }) => what.kind === "directory" && isNew(path));
    const choice = makeActorChoice(
        answer,
        factsOf,
        new Map<string, NewDirectory>([
            ...newAbove.map((path) => [path, { mode: 0o755, owner: undefined, wish: {} }] as const),
            ...newDirectories.map(
                (item) =>
                    [
                        item.path,
                        { mode: directoryMode(item) ?? 0o755, owner: item.entry.owner, wish: item.entry },
                    ] as const,
            ),
        ]),
    );
    const withActor = <T extends { readonly path: string }>(item: T, wish: Wish = {}): WithActor<T> => ({
        ...item,
        actor: choice.actorOf(item.path, wish),
    });
    const inPublic = (path: string) => isPublic(factsOf, posix.dirname(path));
    const putFor = (item: WantedPath): Put => {
        const actor = choice.actorOf(item.path, item.entry);
        const facts = factsOf(item.path);
        return {
            path: item.path,
            wanted: item,
            actor,
            mode: placedMode(item, facts, actor, inPublic(item.path)),
            ...owningOf(item, facts, actor, inPublic(item.path), answer.login),
        };
    };
    const newAt = (path: string) => ({ ...ABSENT, mayWrite: factsOf(path).mayWrite });
    const put: Put[] = [];
    const correct: WithActor<{ path: string; isDirectory: boolean } & Attributes>[] = [];
    for (const item of wanted.filter(({ path, what }) => what.kind !== "directory" || !isNew(path))) {
        const facts = factsOf(item.path);
        const correction = correctionOf(item, facts);
        const isDirectory = item.what.kind === "directory";
        if (differs(item, facts)) {
            put.push(putFor(item));
        } else if (Object.values(correction).some((value) => value !== undefined)) {
            const actor = choice.actorOf(item.path, item.entry);
            if (mayCorrect(facts, actor, inPublic(item.path))) {
                correct.push({ path: item.path, isDirectory, actor, ...correction });
            } else if (isDirectory) {
                throw hostError("set the owner and the mode of", item.path, "Operation not permitted", actor.name);
            } else {
                put.push(putFor(item));
            }
        }
    }
    const wantedPaths = new Set([...wanted.map(({ path }) => path), ...above]);
    const obsolete = previous.filter(({ path }) => !wantedPaths.has(path));
    const removal = planRemoval(obsolete, factsOf);
    const asItems = (paths: readonly string[]) => paths.map((path) => withActor({ path }));
    return {
        shares: sharesOf(
            {
                givingWayFiles: asItems(givingWay.files),
                givingWayDirectories: asItems(givingWay.directories),
                make: [
                    ...newAbove.map((path) => {
                        const made = withActor({ path, mode: 0o755 });
                        return {
                            ...made,
                            ...owningOf(undefined, newAt(path), made.actor, inPublic(path), answer.login),
                        };
                    }),
                    ...newDirectories.map((item) => {
                        const made = withActor({ path: item.path, mode: directoryMode(item) ?? 0o755 }, item.entry);
                        return {
                            ...made,
                            ...owningOf(item, newAt(item.path), made.actor, inPublic(item.path), answer.login),
                        };
                    }),
                ],
                put,
                correct,
                removeFiles: asItems(removal.removeFiles),
                // A directory that can't go is no failure.
                removeDirectories: removal.removeDirectories.flatMap((path) => attempt(() => [withActor({ path })])),
                leftovers: leftoversWithActor(answer, choice),
            },
            choice.isShared,
        ),
        notes: removal.notes,
        placed: [
            ...placedAbove(above, newAbove, before, wanted),
            ...wanted.map((item) => placedOf(item, isNew(item.path), before.get(item.path))),
        ],
    };
}

/** Only whose stage it is may clear it away, where that user is at work anyway or may be: it is not worth a failure. */
function leftoversWithActor(
    answer: HostAnswer,
    { actorOf }: ReturnType<typeof makeActorChoice>,
): WithActor<Leftover & { readonly path: string }>[] {
    return answer.leftovers.flatMap((left) => {
        const path = left.directory;
        const login = answer.login;
        if (left.userId === login.userId && left.userId !== "0") {
            return [{ ...left, path, actor: { kind: "login", ...pick(login) } }];
        }
        return attempt(() => [{ ...left, path, actor: actorOf(posix.join(path, left.stageName), {}) }]).filter(
            ({ actor }) => actor.userId === left.userId,
        );
    });
}

const pick = ({ userId, name, groups }: Actor | HostAnswer["login"]) => ({ userId, name, groups });

function attempt<T>(work: () => T[]): T[] {
    try {
        return work();
    } catch {
        return [];
    }
}

const ABSENT: HostFacts = {
    kind: "absent",
    mayWrite: false,
    mode: 0,
    userId: "",
    groupId: "",
    owner: "",
    group: "",
    sizeBytes: 0,
    linkCount: 1,
    sha256: "",
    sameTarget: false,
};

const UNSEEN: HostFacts = { ...ABSENT, kind: "unseen" };

const IN_WORDS: Readonly<Record<HostFacts["kind"], string>> = {
    absent: "absent",
    file: "a file",
    directory: "a directory",
    link: "a symbolic link",
    other: "neither file nor directory",
    unreadable: "a file",
    unseen: "unknown",
};

function assertDirectory(path: string, facts: HostFacts, wanted: string): void {
    // A link is followed on the way to a file; one that leads nowhere fails there, with the tool's own words.
    if (facts.kind === "file" || facts.kind === "unreadable" || facts.kind === "other") {
        throw inTheWay(path, IN_WORDS[facts.kind], wanted);
    }
}

function assertNothingInTheWay(path: string, facts: HostFacts, wanted: "file" | "directory" | "link"): void {
    if (wanted === "directory") {
        assertDirectory(path, facts, "a directory");
    } else if (facts.kind === "directory" || facts.kind === "other") {
        throw inTheWay(path, IN_WORDS[facts.kind], wanted === "file" ? "a file" : "a symbolic link");
    }
}

function differs({ what }: WantedPath, facts: HostFacts): boolean {
    switch (what.kind) {
        case "file":
            return facts.kind !== "file" || facts.sha256 !== what.sha256;
        case "link":
            return facts.kind !== "link" || !facts.sameTarget;
        case "directory":
            return false;
    }
}

function planRemoval(
    obsolete: readonly PlacedPath[],
    factsOf: (path: string) => HostFacts,
): {
    readonly removeFiles: readonly string[];
    readonly removeDirectories: readonly string[];
    readonly notes: readonly string[];
} {
    const leaving = obsolete.filter(({ onDelete }) => onDelete === "remove");
    const present = leaving.filter(({ path, kind }) => kind !== "directory" && factsOf(path).kind !== "absent");
    const isOurs = (placed: PlacedPath) => isUnchanged(placed, factsOf);
    return {
        removeFiles: present.filter(isOurs).map(({ path }) => path),
        removeDirectories: leaving
            .filter(({ kind, made, path }) => kind === "directory" && made && factsOf(path).kind === "directory")
            .map(({ path }) => path)
            .sort((left, right) => (left < right ? 1 : -1)),
        notes: present
            .filter((placed) => !isOurs(placed))
            .map(
                ({ path }) =>
                    `${printPath(path)} ${whyNotOurs(factsOf(path))} since it was put there: it is not removed.`,
            ),
    };
}

function whyNotOurs({ kind }: HostFacts): string {
    return kind === "unreadable" || kind === "unseen"
        ? "can't be read, and may have been changed"
        : "was changed on the instance";
}
