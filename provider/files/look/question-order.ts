import { posix } from "node:path";
import { inChunks } from "../../base/in-chunks";
import { inTreeOrder, prefixesOf } from "../path-tree";
import { isEscapedName } from "../remote/is-escaped-name";
import { CALL_PATHS } from "../remote/print-call";
import type { Questions } from "./questions";

/** What was asked, in the order in which it was asked. */
export interface Asked {
    readonly paths: readonly string[];
    readonly links: readonly { readonly path: string }[];
    readonly directories: readonly string[];
    /** Of `eic_left`, by number. */
    readonly leftoverDirectories: readonly string[];
    readonly prefix: string;
}

/** Everything in the order in which it is asked for. */
export function orderOf({ questions, leftover }: Questions): Asked & { readonly batches: readonly Batch[] } {
    const batches = [true, false].flatMap((isEssential) =>
        [false, true].flatMap((isDirectory) => {
            const alike = questions.filter(
                (one) => one.isEssential === isEssential && (one.isDirectory ?? false) === isDirectory,
            );
            return batchesOf(alike.map(({ path }) => path)).map((paths) => ({ isEssential, paths }));
        }),
    );
    const within = new Set(questions.map(({ path }) => posix.dirname(path)));
    return {
        batches,
        paths: batches.flatMap(({ paths }) => paths),
        links: questions.filter(({ target }) => target !== undefined),
        directories: inTreeOrder([...within].flatMap(prefixesOf)),
        leftoverDirectories: leftover.directories,
        prefix: leftover.prefix,
    };
}

interface Batch {
    readonly isEssential: boolean;
    readonly paths: readonly string[];
}

/** Paths of one call each. */
function batchesOf(paths: readonly string[]): readonly string[][] {
    return [
        ...inChunks(
            paths.filter((path) => !isEscapedName(path)),
            CALL_PATHS,
        ),
        ...paths.filter(isEscapedName).map((path) => [path]),
    ];
}
