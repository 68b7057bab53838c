import { posix } from "node:path";
import { inChunks } from "./chunks";
import { groupBy } from "./group-by";
import { printCall } from "./host-shell";
import type { Attributes, PlacementPlan } from "./plan-placement";
import { stagedOf, targetOf } from "./stage";

/** The numbers by which the host says which path failed. */
export type NumberOf = (path: string) => number;

/** Arguments of one call on the host. */
const CALL_PATHS = 200;

/** Calls of one tool for many paths; the first that fails ends everything. */
export function callPieces(
    step: string,
    command: readonly string[],
    items: readonly { readonly path: string }[],
    numberOf: NumberOf,
): string[] {
    return inChunks(items, CALL_PATHS).map((some) => {
        const paths = some.map(({ path }) => path);
        return printCall("eic_try", step, numberOf(paths[0] ?? ""), ...command, "--", ...paths);
    });
}

/** Gives each path its owner and its permissions. Owner first: a change of owner takes away set-user-id. */
export function attributePieces(
    items: readonly ({ readonly path: string } & Attributes)[],
    numberOf: NumberOf,
): string[] {
    const owned = items.filter(({ owner, group }) => owner !== undefined || group !== undefined);
    const moded = items.filter(({ mode }) => mode !== undefined);
    const ownerOf = ({ owner, group }: Attributes) => `${owner ?? ""}${group === undefined ? "" : `:${group}`}`;
    const modeOf = ({ mode = 0 }: Attributes) => mode.toString(8).padStart(4, "0");
    return [
        ...[...groupBy(owned, ownerOf)].flatMap(([spec, some]) =>
            callPieces("set the owner of", ["chown", "-h", spec], some, numberOf),
        ),
        ...[...groupBy(moded, modeOf)].flatMap(([mode, some]) =>
            callPieces("set the mode of", ["chmod", mode], some, numberOf),
        ),
    ];
}

/** Verifies files that are made ready and not verified yet, gives each its owner and permissions, and only then its name. */
export function commitPieces(
    batch: PlacementPlan["put"],
    verified: ReadonlySet<PlacementPlan["put"][number]>,
    stageName: string,
    numberOf: NumberOf,
): string[] {
    const staged = batch.map((put) => ({ ...put, path: stagedOf(put.wanted.path, stageName) }));
    const byDirectory = groupBy(staged, ({ wanted }) => posix.dirname(wanted.path));
    const moves = [...byDirectory].flatMap(([directory, some]) =>
        inChunks(some, CALL_PATHS).map((puts) => {
            const number = numberOf(puts[0]?.wanted.path ?? "");
            const paths = puts.map(({ path }) => path);
            return printCall("eic_try", "put", number, "mv", "-f", "--", ...paths, posix.join(directory, "/"));
        }),
    );
    return [
        ...verifyPieces(
            batch.filter((put) => !verified.has(put)),
            stageName,
            numberOf,
        ),
        ...attributePieces(staged, (path) => numberOf(targetOf(path))),
        ...moves,
        `eic_report placed ${batch.length}`,
    ];
}

/** Names that a tool for SHA-256 must escape go one by one: not every tool does it the same way. */
function verifyPieces(batch: PlacementPlan["put"], stageName: string, numberOf: NumberOf): string[] {
    const files = batch.flatMap(({ wanted: { path, what } }) =>
        what.kind === "file" ? [{ path, sha256: what.sha256 }] : [],
    );
    const isOdd = ({ path }: { readonly path: string }) => /[\n\\]/.test(path);
    const plain = files.filter((file) => !isOdd(file));
    return [...inChunks(plain, CALL_PATHS), ...files.filter(isOdd).map((file) => [file])].map((some) =>
        printCall(
            "eic_verify",
            numberOf(some[0]?.path ?? ""),
            some.map(({ sha256 }) => sha256).join(" "),
            ...some.map(({ path }) => stagedOf(path, stageName)),
        ),
    );
}
