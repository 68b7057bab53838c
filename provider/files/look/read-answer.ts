import { posix } from "node:path";
import type { Keeper } from "../plan/actor";
import type { HostFacts, Leftover } from "./ask-host";

type Reports = readonly (readonly string[])[];

/** What one user of the host said of it. */
export interface Sight {
    readonly userId: string;
    readonly name: string;
    readonly groups: readonly string[];
    readonly hasTar: boolean;
    readonly hasGzip: boolean;
    readonly facts: ReadonlyMap<string, HostFacts>;
    /** Paths that the user may write, whether it looked at them or not. */
    readonly mayWrite: ReadonlySet<string>;
    readonly leftovers: readonly Leftover[];
    /** The directory on the way to what is in `directory` that others can change. */
    keeperOf(directory: string): Keeper | undefined;
    readonly sudoRefusal: string | undefined;
}

/** What was asked, in the order in which it was asked. */
export interface Asked {
    readonly paths: readonly string[];
    readonly links: readonly { readonly path: string }[];
    readonly directories: readonly string[];
    /** Of `eic_left`, by number. */
    readonly leftoverDirectories: readonly string[];
    readonly prefix: string;
}

const KINDS: Readonly<Record<string, HostFacts["kind"]>> = {
    "-": "absent",
    f: "file",
    d: "directory",
    l: "link",
    o: "other",
    u: "unreadable",
    s: "file",
};

/** Reads what each user said: a shell that goes on as another says so first. */
export function readSights(asked: Asked, reports: Reports): Sight[] {
    const starts = reports.flatMap(([word], index) => (word === "user" ? [index] : []));
    return starts.map((start, index) => readSight(asked, reports.slice(start, starts[index + 1])));
}

function readSight(asked: Asked, reports: Reports): Sight {
    const wordsOf = (name: string) => reports.filter(([word]) => word === name).map((words) => words.slice(1));
    const letters = (name: string) => [
        ...wordsOf(name)
            .map(([flags]) => flags ?? "")
            .join(""),
    ];
    const [user = []] = wordsOf("user");
    const may = letters("may");
    const mayWrite = new Set(asked.paths.filter((_, index) => may[index] === "1"));
    return {
        ...readIdentity(user.slice(2).join(" ")),
        hasTar: user[0] === "yes",
        hasGzip: user[1] === "gzip",
        facts: readFacts(asked, mayWrite, wordsOf, letters),
        mayWrite,
        leftovers: readLeftovers(asked, reports),
        keeperOf: readKeepers(asked.directories, letters, wordsOf("keeper")),
        sudoRefusal: wordsOf("no-sudo")[0]?.join(" "),
    };
}

/** Reads what `id` says: numbers, each with its name in brackets where it has one. */
function readIdentity(said: string): Pick<Sight, "userId" | "name" | "groups"> {
    const [, userId = "", name = userId] = /^uid=(\d+)(?:\(([^)]*)\))?/.exec(said) ?? [];
    const [listed = ""] = / gid=.*/.exec(said.split(" context=")[0] ?? "") ?? [];
    const groups = [...listed.matchAll(/[=,](\d+)(?:\(([^)]*)\))?/g)];
    return { userId, name, groups: groups.flatMap(([, id = "", named]) => (named === undefined ? [id] : [id, named])) };
}

function readFacts(
    { paths, links }: Asked,
    mayWrite: ReadonlySet<string>,
    wordsOf: (name: string) => string[][],
    letters: (name: string) => string[],
): Map<string, HostFacts> {
    const [asked, kinds, stats, others] = [letters("asked"), letters("kinds"), wordsOf("stat"), wordsOf("others")];
    const hashes = readHashes(wordsOf("kinds"), wordsOf("sha"));
    const same = new Map(letters("links").map((flag, index) => [links[index]?.path, flag === "1"]));
    const facts = new Map<string, HostFacts>();
    for (const path of paths.filter((_, index) => asked[index] === "1")) {
        const letter = kinds.shift() ?? "-";
        const stat = letter === "-" ? [] : (stats.shift() ?? []);
        const [mode = "0", userId = "", groupId = "", owner = "", group = "", size = "0", links = "1"] = stat;
        const sha256 =
            letter === "f" ? hashes.shift() : letter === "s" ? others.shift()?.[0]?.replace("\\", "") : undefined;
        facts.set(path, {
            kind: letter === "s" && !sha256 ? "unreadable" : (KINDS[letter] ?? "other"),
            mayWrite: mayWrite.has(path),
            mode: Number.parseInt(mode, 8),
            userId,
            groupId,
            owner,
            group,
            sizeBytes: Number(size),
            linkCount: Number(links),
            sha256: sha256 ?? "",
            sameTarget: same.get(path) ?? false,
        });
    }
    return facts;
}

/** The hashes of all files. Of a batch of which the host could not hash each, none: nobody can say whose is missing. */
function readHashes(kinds: readonly (readonly string[])[], hashes: readonly (readonly string[])[]): string[] {
    const remaining = [...hashes];
    return kinds.flatMap(([flags = ""]) => {
        const fileCount = flags.split("f").length - 1;
        const found = fileCount === 0 ? [] : (remaining.shift() ?? []).filter((hash) => hash !== "");
        return found.length === fileCount ? found : Array<string>(fileCount).fill("");
    });
}

function readKeepers(
    directories: readonly string[],
    letters: (name: string) => string[],
    keepers: readonly (readonly string[])[],
): Sight["keeperOf"] {
    const [there, trust] = [letters("there"), letters("trust")];
    const found = new Map<string, Keeper>();
    let [letterIndex, keeperIndex] = [0, 0];
    for (const [index, directory] of directories.entries()) {
        if (there[index] === "1") {
            if (trust[letterIndex] === "B") {
                const [userId = "", name = "", ...path] = keepers[keeperIndex] ?? [];
                found.set(directory, { userId, name: name === "UNKNOWN" ? "" : name, path: path.join(" ") });
                keeperIndex += 1;
            }
            letterIndex += 1;
        }
    }
    return (directory) => {
        for (let path = directory; path !== "/"; path = posix.dirname(path)) {
            const keeper = found.get(path);
            if (keeper !== undefined) {
                return keeper;
            }
        }
        return undefined;
    };
}

function readLeftovers({ prefix, leftoverDirectories }: Asked, reports: Reports): Leftover[] {
    return reports.flatMap(([word, index, userId = "", stageName = "", ...more]) => {
        const directory = leftoverDirectories[Number(index)];
        // Names go into a program: only such as we give are taken.
        const isStage =
            more.length === 0 && stageName.startsWith(prefix) && /^[0-9a-f]+$/.test(stageName.slice(prefix.length));
        return word === "left" && directory !== undefined && isStage ? [{ directory, stageName, userId }] : [];
    });
}
