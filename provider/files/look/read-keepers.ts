import { posix } from "node:path";
import type { Keeper } from "./keeper";
import type { Sight } from "./sight";

/** Which directories others can change: one letter for each that is there, and a report for each that is not to be trusted. */
export function readKeepers(
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
