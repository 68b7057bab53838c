import { groupBy } from "../../base/group-by";
import type { Attributes } from "../plan/attributes";
import { callPieces, type Named, type NumberOf } from "./call-pieces";

/** Gives each path its owner and its permissions. Owner first: a change of owner takes away set-user-id. */
export function attributePieces(items: readonly (Named & Attributes)[], numberOf: NumberOf): string[] {
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
