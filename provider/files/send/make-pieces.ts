import { posix } from "node:path";
import { groupBy } from "../../base/group-by";
import { inChunks } from "../../base/in-chunks";
import { prefixesOf } from "../path-tree";
import type { PlacementShare } from "../plan/work";
import { CALL_PATHS, printCall } from "../remote/print-call";
import { printMode, printOwning } from "./attribute-pieces";
import type { NumberOf } from "./call-pieces";
import { directoriesOf } from "./directories-of-share";
import { trustPieces } from "./trust-pieces";

/** Makes the outermost first: what is made in them waits until it is certain that they are root's own. */
export function makePieces(share: PlacementShare, numberOf: NumberOf): string[] {
    const made = new Set(share.make.map(({ path }) => path));
    const isNested = ({ path }: { readonly path: string }) => made.has(posix.dirname(path));
    const [outer, nested] = [share.make.filter((one) => !isNested(one)), share.make.filter(isNested)];
    const used = new Set(directoriesOf(share).flatMap(prefixesOf));
    const makeAll = (some: typeof share.make) =>
        runsOf(some, printMode).flatMap((run) =>
            inChunks(run, CALL_PATHS).map((chunk) => {
                const paths = chunk.map(({ path }) => path);
                return printCall("eic_make", numberOf(paths[0] ?? ""), printMode({ mode: chunk[0]?.mode }), ...paths);
            }),
        );
    const owned = share.make.filter(({ owner, group }) => owner !== undefined || group !== undefined);
    return [
        ...makeAll(outer),
        ...trustPieces(
            outer.map(({ path }) => path).filter((path) => used.has(path)),
            share,
            numberOf,
        ),
        ...makeAll(nested),
        // From the inside to the outside: nothing is given away in a directory that was.
        ...[...groupBy(owned, ({ path }) => path.split("/").length)]
            .sort(([left], [right]) => right - left)
            .flatMap(([, ofDepth]) => [...groupBy(ofDepth, printOwning)])
            .flatMap(([spec, some]) =>
                inChunks(some, CALL_PATHS).map((chunk) => {
                    const paths = chunk.map(({ path }) => path);
                    return printCall("eic_own", numberOf(paths[0] ?? ""), spec, ...paths);
                }),
            ),
    ];
}

/** Cuts a list where the key changes. */
function runsOf<T>(list: readonly T[], keyOf: (item: T) => string): T[][] {
    const runs: T[][] = [];
    for (const item of list) {
        const run = runs.at(-1);
        if (run?.[0] !== undefined && keyOf(run[0]) === keyOf(item)) {
            run.push(item);
        } else {
            runs.push([item]);
        }
    }
    return runs;
}
