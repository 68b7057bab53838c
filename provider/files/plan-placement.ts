import type { HostAnswer, HostFacts, Leftover } from "./ask-host";
import { inTheWay, printPath, sudoRefused } from "./file-errors";
import { factsAfter, type GivingWay, isUnchanged, planGivingWay } from "./give-way";
import type { PlacedPath } from "./placed-path";
import type { WantedPath } from "./survey";

/** Permissions and owner that something must have; undefined where they stay as they are. */
export interface Attributes {
    readonly mode: number | undefined;
    readonly owner: string | undefined;
    readonly group: string | undefined;
}

/** What must happen on the host, in this order. */
export interface PlacementPlan {
    /** What must be gone before anything is put in place. */
    readonly givingWay: GivingWay;
    readonly makeDirectories: readonly ({ readonly path: string } & Attributes)[];
    /** Files and links whose content differs. */
    readonly put: readonly ({ readonly wanted: WantedPath } & Attributes)[];
    /** What is right but for its permissions or its owner. */
    readonly correct: readonly ({ readonly path: string } & Attributes)[];
    /** What cut transfers of the same resource left, and may be removed. */
    readonly leftovers: readonly Leftover[];
    readonly removeFiles: readonly string[];
    /** Directories of ours, the deepest first: they go when they are empty. */
    readonly removeDirectories: readonly string[];
    /** What is not removed, and why: for the user. */
    readonly notes: readonly string[];
    readonly asRoot: boolean;
    readonly useTar: boolean;
    /** False also where it is not known: root may have other tools than the user that was asked. */
    readonly hasGzip: boolean;
    /** All that is in place afterwards. */
    readonly placed: readonly PlacedPath[];
}

/** True when the host has everything as it is wanted. */
export function isNothingToDo(plan: PlacementPlan): boolean {
    const { makeDirectories, put, correct, leftovers, removeFiles, removeDirectories } = plan;
    return [makeDirectories, put, correct, leftovers, removeFiles, removeDirectories].every(
        ({ length }) => length === 0,
    );
}

/** Decides what must happen so that the host has what is wanted. Pure. @throws {ProviderError} it can't be had. */
export function planPlacement(
    wanted: readonly WantedPath[],
    above: readonly string[],
    previous: readonly PlacedPath[],
    answer: HostAnswer,
): PlacementPlan {
    const factsNow = (path: string): HostFacts => answer.facts.get(path) ?? ABSENT;
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
    const directories = wanted.filter(({ what }) => what.kind === "directory");
    const others = wanted.filter(({ what }) => what.kind !== "directory");
    const newDirectories = directories.filter(({ path }) => isNew(path));
    const differing = others.filter((item) => differs(item, factsOf(item.path)));
    const right = [
        ...directories.filter(({ path }) => !isNew(path)),
        ...others.filter((item) => !differing.includes(item)),
    ];
    const corrections = right
        .map((item) => ({ path: item.path, ...correctionOf(item, factsOf(item.path)) }))
        .filter(({ mode, owner, group }) => mode !== undefined || owner !== undefined || group !== undefined);
    const wantedPaths = new Set([...wanted.map(({ path }) => path), ...above]);
    const obsolete = previous.filter(({ path }) => !wantedPaths.has(path));
    const removal = planRemoval(obsolete, factsOf);
    const changedPaths = [
        ...newAbove,
        ...newDirectories.map(({ path }) => path),
        ...differing.map(({ path }) => path),
        ...corrections.map(({ path }) => path),
        ...removal.removeFiles,
        ...givingWay.files,
        ...givingWay.directories,
    ];
    const needsRoot = (path: string) =>
        !factsOf(path).mayWrite &&
        !newAbove.some((directory) => path.startsWith(`${directory}/`) && factsOf(directory).mayWrite);
    const changesOwner =
        [...newDirectories, ...differing].some(({ entry }) => entry.owner ?? entry.group) ||
        corrections.some(({ owner, group }) => owner ?? group);
    const mayClear = ({ userId }: Leftover) => userId === answer.userId || answer.userId === "0";
    const rootPath =
        changedPaths.find(needsRoot) ??
        (changesOwner ? changedPaths[0] : undefined) ??
        // Not worth a failure: who may not remove it leaves it.
        (answer.sudoRefusal === undefined ? answer.leftovers.find((left) => !mayClear(left))?.directory : undefined);
    const isUser = answer.userId !== "0";
    if (rootPath !== undefined && isUser && answer.sudoRefusal !== undefined) {
        throw sudoRefused(rootPath, answer.sudoRefusal, needsRoot(rootPath) ? "content" : "owner");
    }
    // A directory that can't go is no failure.
    const emptiesRoots = answer.sudoRefusal === undefined && removal.removeDirectories.some(needsRoot);
    const asRoot = isUser && (rootPath !== undefined || emptiesRoots);
    const owning = makeOwning(answer, asRoot, factsOf);
    return {
        givingWay,
        makeDirectories: [
            ...newAbove.map((path) => ({ path, mode: 0o755, ...owning(path, undefined) })),
            ...newDirectories.map((item) => ({
                path: item.path,
                mode: directoryMode(item) ?? 0o755,
                ...owning(item.path, item),
            })),
        ],
        put: differing.map((item) => ({
            wanted: item,
            mode: fileMode(item, factsOf(item.path)),
            ...owning(item.path, item),
        })),
        correct: corrections,
        leftovers: answer.leftovers.filter((left) => asRoot || mayClear(left)),
        ...removal,
        asRoot,
        useTar: answer.hasTar,
        hasGzip: answer.hasGzip && !asRoot,
        placed: [
            ...placedAbove(above, newAbove, before, wanted),
            ...wanted.map((item) => placedOf(item, isNew(item.path), before.get(item.path))),
        ],
    };
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
    sha256: "",
    sameTarget: false,
};

const IN_WORDS: Readonly<Record<HostFacts["kind"], string>> = {
    absent: "absent",
    file: "a file",
    directory: "a directory",
    link: "a symbolic link",
    other: "neither file nor directory",
    unreadable: "a file",
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

/** The right to search a directory goes with the right to read it. */
function directoryMode({ entry }: WantedPath): number | undefined {
    return entry.mode === undefined ? undefined : withSearch(entry.mode);
}

function withSearch(mode: number): number {
    return mode | ((mode & 0o444) >> 2);
}

/** Permissions of a file that is put in place: as asked for, else as they are, with the source's word on executable. */
function fileMode({ entry, what }: WantedPath, facts: HostFacts): number | undefined {
    if (what.kind !== "file") {
        return undefined;
    }
    if (entry.mode !== undefined) {
        return what.executable === true ? withSearch(entry.mode) : entry.mode;
    }
    const kept = facts.kind === "file" || facts.kind === "unreadable" ? facts.mode : 0o644;
    return withExecutable(kept, what.executable);
}

function withExecutable(mode: number, executable: boolean | undefined): number {
    if (executable === undefined || executable === ((mode & 0o111) !== 0)) {
        return mode;
    }
    return executable ? withSearch(mode) : mode & ~0o111;
}

function correctionOf(item: WantedPath, facts: HostFacts): Attributes {
    const { entry, what } = item;
    const mode = what.kind === "directory" ? directoryMode(item) : fileMode(item, facts);
    const owner =
        entry.owner !== undefined && !isNamed(entry.owner, facts.userId, facts.owner) ? entry.owner : undefined;
    const group =
        entry.group !== undefined && !isNamed(entry.group, facts.groupId, facts.group) ? entry.group : undefined;
    return { mode: mode === facts.mode || facts.kind === "link" ? undefined : mode, owner, group };
}

function isNamed(given: string, id: string, name: string): boolean {
    return given === name || given === id;
}

/** Who is to own what is put at a path: as asked for, else as it is, else who would own it without sudo. */
function makeOwning(answer: HostAnswer, asRoot: boolean, factsOf: (path: string) => HostFacts) {
    return (path: string, item: WantedPath | undefined): { owner: string | undefined; group: string | undefined } => {
        const facts = factsOf(path);
        const isKept = facts.kind !== "absent";
        const actsForUser = asRoot && facts.mayWrite;
        const fallback = (kept: string, own: string) => (isKept ? kept : actsForUser ? own : undefined);
        const mustSay = asRoot || answer.userId === "0" || !isKept || facts.userId !== answer.userId;
        return {
            owner: item?.entry.owner ?? (mustSay ? fallback(facts.userId, answer.userId) : undefined),
            group: item?.entry.group ?? fallback(facts.groupId, answer.groupId),
        };
    };
}

function planRemoval(
    obsolete: readonly PlacedPath[],
    factsOf: (path: string) => HostFacts,
): Pick<PlacementPlan, "removeFiles" | "removeDirectories" | "notes"> {
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
    return kind === "unreadable" ? "can't be read, and may have been changed" : "was changed on the instance";
}

function placedAbove(
    above: readonly string[],
    made: readonly string[],
    before: ReadonlyMap<string, PlacedPath>,
    wanted: readonly WantedPath[],
): PlacedPath[] {
    return above
        .filter((path) => made.includes(path) || before.get(path)?.made === true)
        .map((path) => {
            const removable = wanted
                .filter((item) => item.path.startsWith(`${path}/`))
                .every(({ entry }) => entry.onDelete === "remove");
            return { path, kind: "directory", value: "", onDelete: removable ? "remove" : "keep", made: true };
        });
}

function placedOf({ path, what, entry }: WantedPath, isNew: boolean, before: PlacedPath | undefined): PlacedPath {
    const common = { path, onDelete: entry.onDelete, made: isNew || before?.made === true };
    switch (what.kind) {
        case "file": {
            const { executable } = what;
            return { ...common, kind: "file", value: what.sha256, ...(executable !== undefined && { executable }) };
        }
        case "link":
            return { ...common, kind: "link", value: what.target };
        case "directory":
            return { ...common, kind: "directory", value: "" };
    }
}
