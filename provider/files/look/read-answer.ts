import type { Report } from "../remote/reports";
import type { Leftover } from "./leftover";
import { lettersOf } from "./letters";
import type { Asked } from "./question-order";
import { readFacts } from "./read-facts";
import { readKeepers } from "./read-keepers";
import type { Sight } from "./sight";

/** Reads what each user said: a shell that goes on as another says so first. */
export function readSights(asked: Asked, reports: readonly Report[]): Sight[] {
    const starts = reports.flatMap(([word], index) => (word === "user" ? [index] : []));
    return starts.map((start, index) => readSight(asked, reports.slice(start, starts[index + 1])));
}

function readSight(asked: Asked, reports: readonly Report[]): Sight {
    const wordsOf = (name: string) => reports.filter(([word]) => word === name).map((words) => words.slice(1));
    const letters = (name: string) => [
        ...wordsOf(name)
            .map(([flags]) => lettersOf(flags))
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

function readLeftovers({ prefix, leftoverDirectories }: Asked, reports: readonly Report[]): Leftover[] {
    return reports.flatMap(([word, index, userId = "", stageName = "", ...more]) => {
        const directory = leftoverDirectories[Number(index)];
        // Names go into a program: only such as we give are taken.
        const isStage =
            more.length === 0 && stageName.startsWith(prefix) && /^[0-9a-f]+$/.test(stageName.slice(prefix.length));
        return word === "left" && directory !== undefined && isStage ? [{ directory, stageName, userId }] : [];
    });
}
