import { posix } from "node:path";
import { groupBy } from "../../base/group-by";
import { prefixesOf } from "../path-tree";
import type { PlacementShare, Put } from "../plan/work";

/**
 * Where a shell is while it makes files ready: in the stage itself, or, where nobody else can exchange the names between, in a
 * directory above several stages. All names that it uses begin there.
 */
export interface Workplace {
    /** Its number within the share. */
    readonly index: number;
    readonly kind: "stage" | "base";
    /** Where it is: absolute, for entering it. */
    readonly path: string;
    /** The directories in which files are put. */
    readonly directories: readonly string[];
    readonly puts: readonly Put[];
    /** Whether somebody else can exchange things beside the stage. */
    readonly isShared: boolean;
    /** Stages from here; in a stage that is no name at all. */
    readonly stages: readonly string[];
    /** A file that is made ready, from here. */
    stagedName(path: string): string;
    /** The same of another connection's stage. */
    otherStagedName(path: string, stageName: string): string;
    /** The directory of a file, from here. */
    directoryName(path: string): string;
}

/** Divides what is put in place: a stage at a time where others can interfere, else all at once. */
export function workplacesOf({ put, sharedDirectories }: PlacementShare, stageName: string): Workplace[] {
    const isShared = ({ path }: Put) => sharedDirectories.has(posix.dirname(path));
    const byDirectory = groupBy(put.filter(isShared), ({ path }) => posix.dirname(path));
    const groups = [put.filter((one) => !isShared(one)), ...byDirectory.values()].filter(({ length }) => length > 0);
    return groups.map((puts, index) => makeWorkplace(index, puts, puts.some(isShared), stageName));
}

function makeWorkplace(index: number, puts: readonly Put[], isShared: boolean, stageName: string): Workplace {
    const directories = [...new Set(puts.map(({ path }) => posix.dirname(path)))];
    const [only = "/"] = directories;
    const common = { index, directories, puts, isShared };
    if (directories.length === 1) {
        return {
            ...common,
            kind: "stage",
            path: posix.join(only, stageName),
            stages: [],
            stagedName: (path) => `./${posix.basename(path)}`,
            otherStagedName: (path, other) => `../${other}/${posix.basename(path)}`,
            directoryName: () => "../",
        };
    }
    const base = commonDirectory(directories);
    const from = (path: string) => `./${path.slice(base === "/" ? 1 : base.length + 1)}`;
    return {
        ...common,
        kind: "base",
        path: base,
        stages: directories.map((directory) => from(posix.join(directory, stageName))),
        stagedName: (path) => from(posix.join(posix.dirname(path), stageName, posix.basename(path))),
        otherStagedName: (path, other) => from(posix.join(posix.dirname(path), other, posix.basename(path))),
        directoryName: (path) => posix.join(from(posix.dirname(path)), "/").replace(/^(?!\.\/)/, "./"),
    };
}

function commonDirectory(directories: readonly string[]): string {
    const [first = "/", ...others] = directories;
    const shared = prefixesOf(first).filter((prefix) =>
        others.every((directory) => directory === prefix || directory.startsWith(`${prefix}/`)),
    );
    return shared.at(-1) ?? "/";
}
