import { posix } from "node:path";
import { groupBy } from "../../base/group-by";
import { inChunks } from "../../base/in-chunks";
import type { Attributes } from "../plan/attributes";
import type { Put } from "../plan/share-out";
import { printCall } from "../remote/host-shell";
import type { Workplace } from "./workplace";

/** The numbers by which the host says which path failed. */
export type NumberOf = (path: string) => number;

/** A path, and the name by which the host's shell reaches it from where it is. */
interface Named {
    readonly path: string;
    readonly name?: string;
}

/** Arguments of one call on the host. */
export const CALL_PATHS = 200;

/** Calls of one tool for many paths; the first that fails ends everything. */
export function callPieces(
    step: string,
    command: readonly string[],
    items: readonly Named[],
    numberOf: NumberOf,
): string[] {
    return inChunks(items, CALL_PATHS).map((some) => {
        const names = some.map(({ path, name = path }) => name);
        return printCall("eic_try", step, numberOf(some[0]?.path ?? ""), ...command, "--", ...names);
    });
}

/** Gives each path its owner and its permissions. Owner first: a change of owner takes away set-user-id. */
function attributePieces(items: readonly (Named & Attributes)[], numberOf: NumberOf): string[] {
    const owned = items.filter(({ owner, group }) => owner !== undefined || group !== undefined);
    const moded = items.filter(({ mode }) => mode !== undefined);
    return [
        ...[...groupBy(owned, printOwning)].flatMap(([spec, some]) =>
            callPieces("set the owner of", ["chown", "-h", spec], some, numberOf),
        ),
        ...[...groupBy(moded, printMode)].flatMap(([mode, some]) =>
            callPieces("set the mode of", ["chmod", mode], some, numberOf),
        ),
    ];
}

/** Corrects files first, then directories from the inside to the outside: nothing is changed in one that was given away. */
export function correctionPieces(
    items: readonly (Named & Attributes & { readonly isDirectory: boolean })[],
    numberOf: NumberOf,
): string[] {
    const depthOf = ({ path }: Named) => path.split("/").length;
    const directories = items.filter(({ isDirectory }) => isDirectory);
    const byDepth = [...groupBy(directories, depthOf)].sort(([left], [right]) => right - left);
    return [items.filter(({ isDirectory }) => !isDirectory), ...byDepth.map(([, some]) => some)].flatMap((some) =>
        attributePieces(some, numberOf),
    );
}

/** As `chown` takes it. */
export function printOwning({ owner, group }: Pick<Attributes, "owner" | "group">): string {
    return `${owner ?? ""}${group === undefined ? "" : `:${group}`}`;
}

/** As `chmod` takes it. */
export function printMode({ mode = 0 }: Pick<Attributes, "mode">): string {
    return mode.toString(8).padStart(4, "0");
}

/** Verifies files that are made ready and not verified yet, gives each its owner and permissions, and only then its name. */
export function commitPieces(
    batch: readonly Put[],
    verified: ReadonlySet<Put>,
    workplace: Workplace,
    numberOf: NumberOf,
): string[] {
    const staged = batch.map((put) => ({ ...put, name: workplace.stagedName(put.path) }));
    const moves = [...groupBy(staged, ({ path }) => posix.dirname(path)).values()].flatMap((ofDirectory) =>
        inChunks(ofDirectory, CALL_PATHS).map((puts) => {
            const first = puts[0]?.path ?? "";
            const names = puts.map(({ name }) => name);
            // A directory as the target: whatever stands under a file's name is replaced, and never entered.
            return printCall(
                "eic_try",
                "put",
                numberOf(first),
                "mv",
                "-f",
                "--",
                ...names,
                workplace.directoryName(first),
            );
        }),
    );
    return [
        ...verifyPieces(
            batch.filter((put) => !verified.has(put)),
            workplace,
            numberOf,
        ),
        ...attributePieces(staged, numberOf),
        ...moves,
        `eic_report placed ${batch.length}`,
    ];
}

/** Names that a tool for SHA-256 must escape go one by one: not every tool does it the same way. */
function verifyPieces(batch: readonly Put[], workplace: Workplace, numberOf: NumberOf): string[] {
    const files = batch.flatMap(({ path, wanted: { what } }) =>
        what.kind === "file" ? [{ path, sha256: what.sha256 }] : [],
    );
    const isOdd = ({ path }: { readonly path: string }) => /[\n\\]/.test(path);
    const plain = files.filter((file) => !isOdd(file));
    return [...inChunks(plain, CALL_PATHS), ...files.filter(isOdd).map((file) => [file])].map((some) =>
        printCall(
            "eic_verify",
            numberOf(some[0]?.path ?? ""),
            some.map(({ sha256 }) => sha256).join(" "),
            ...some.map(({ path }) => workplace.stagedName(path)),
        ),
    );
}
