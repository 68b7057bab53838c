import { posix } from "node:path";
import { groupBy } from "../../base/group-by";
import { inChunks } from "../../base/in-chunks";
import type { Put } from "../plan/work";
import { isEscapedName } from "../remote/is-escaped-name";
import { CALL_PATHS, printCall } from "../remote/print-call";
import { attributePieces } from "./attribute-pieces";
import type { NumberOf } from "./call-pieces";
import type { Workplace } from "./workplace";

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
    const isOdd = ({ path }: { readonly path: string }) => isEscapedName(path);
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
