import { posix } from "node:path";
import type { PlacedPath } from "../placed-path";
import type { WantedPath } from "../wanted/wanted-path";
import type { Question, Questions } from "./questions";

/** All that has to be known of the host before it can be planned what is done. */
export function questionsFor(
    wanted: readonly WantedPath[],
    above: readonly string[],
    previous: readonly PlacedPath[],
    stagePrefix: string,
): Questions {
    const mine = [...wanted.filter(({ what }) => what.kind !== "directory"), ...previous].map(({ path }) => path);
    const directories = [...new Set(mine.map((path) => posix.dirname(path)))];
    return {
        questions: pathsToKnow(wanted, previous, [...above, ...directories]),
        leftover: { prefix: stagePrefix, directories },
        needsRoot: wanted.some(({ entry }) => (entry.owner ?? entry.group) !== undefined),
    };
}

/** Every path that has to be known, with the target of each link that should be there. */
function pathsToKnow(
    wanted: readonly WantedPath[],
    previous: readonly PlacedPath[],
    others: readonly string[],
): Question[] {
    const questions = new Map<string, Question>(others.map((path) => [path, { path, isEssential: false }]));
    for (const { path, kind, value } of previous) {
        questions.set(path, {
            path,
            isEssential: true,
            isDirectory: kind === "directory",
            ...(kind === "link" && { target: value }),
        });
    }
    for (const { path, what } of wanted) {
        // Of what was there before, its own: it may have to give way.
        questions.set(path, {
            ...questions.get(path),
            path,
            isEssential: true,
            isDirectory: what.kind === "directory",
            ...(what.kind === "link" && { target: what.target }),
        });
    }
    return [...questions.values()];
}
