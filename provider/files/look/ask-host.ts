import { posix } from "node:path";
import type { Session } from "../../session/session";
import { hostError, NOT_A_WORD } from "../file-errors";
import type { Keeper } from "../plan/actor";
import { cannotAct } from "../refusals";
import { openHostShell } from "../remote/host-shell";
import { orderOf, printQuestions } from "./print-questions";
import { readSights, type Sight } from "./read-answer";

/** What stands at a path of the host. */
export interface HostFacts {
    /** `unseen`: it can't be looked at without being led elsewhere. */
    readonly kind: "absent" | "file" | "directory" | "link" | "other" | "unreadable" | "unseen";
    /** Whether the user that signs in may put something there without sudo. */
    readonly mayWrite: boolean;
    readonly mode: number;
    readonly userId: string;
    readonly groupId: string;
    readonly owner: string;
    readonly group: string;
    readonly sizeBytes: number;
    readonly linkCount: number;
    /** Of a file that could be read. */
    readonly sha256: string;
    /** Of a link: whether it leads where the question said. */
    readonly sameTarget: boolean;
}

export interface HostAnswer {
    readonly facts: ReadonlyMap<string, HostFacts>;
    /** What cut transfers of the same resource left. */
    readonly leftovers: readonly Leftover[];
    /** The user that signs in. */
    readonly login: Sight;
    /** Root, where it was needed and may be had. */
    readonly root: Sight | undefined;
    /** Those who can exchange what is at paths that only root could write otherwise, by number. */
    readonly owners: ReadonlyMap<string, Sight>;
    /** What sudo said when it was needed and refused. */
    readonly sudoRefusal: string | undefined;
}

/** The stage of a connection that was cut. */
export interface Leftover {
    readonly directory: string;
    readonly stageName: string;
    readonly userId: string;
}

/** A path to ask for, with the target that a link there should have. */
export interface Question {
    readonly path: string;
    readonly target?: string;
    /** Whether something may have to be done at it: others are no more than on the way. */
    readonly isEssential: boolean;
}

export interface Questions {
    readonly questions: readonly Question[];
    /** Where stages may have been left, and how their names begin. */
    readonly leftover: { readonly prefix: string; readonly directories: readonly string[] };
    /** Whether owners are to be given that the user who signs in may not be able to give. */
    readonly needsRoot: boolean;
}

/**
 * Asks the host for all paths at once: one round trip, whatever their number, and one more for each further user in whose
 * directories something is. Looks as root only where nobody else can exchange what is looked at. Undefined when the link was lost.
 */
export async function askHost(
    asking: Questions,
    session: Session,
    makeMarker: () => string,
    signal: AbortSignal,
): Promise<HostAnswer | undefined> {
    const ways = { session, signal };
    const sights = await ask(asking, { ...ways, marker: makeMarker(), as: undefined });
    const [first] = sights ?? [];
    const last = sights?.at(-1);
    if (sights === undefined || first === undefined || last === undefined) {
        return undefined;
    }
    const login = last.userId === first.userId ? { ...last, mayWrite: first.mayWrite } : first;
    const root = last.userId === "0" ? last : undefined;
    const facts = new Map([...login.facts, ...last.facts]);
    const leftovers = [login, last].flatMap((sight) => sight.leftovers);
    const owners = new Map<string, Sight>();
    for (const [keeper, paths] of unseenPaths(asking, facts, last)) {
        // What is root's own and still others can exchange, nobody can look at for root.
        if (keeper.userId !== "0") {
            const as = keeper.userId === login.userId ? "login" : keeper;
            const sight = (await ask(narrow(asking, paths), { ...ways, marker: makeMarker(), as }))?.at(-1);
            if (sight === undefined) {
                return undefined;
            }
            owners.set(keeper.userId, sight);
            leftovers.push(...sight.leftovers);
            for (const [path, found] of sight.facts) {
                facts.set(path, found);
            }
        }
    }
    return {
        facts: new Map([...facts].map(([path, found]) => [path, { ...found, mayWrite: login.mayWrite.has(path) }])),
        leftovers: [...new Map(leftovers.map((left) => [`${left.stageName} ${left.directory}`, left])).values()],
        login,
        root,
        owners,
        sudoRefusal: sights.map((sight) => sight.sudoRefusal).find((said) => said !== undefined),
    };
}

/** What nobody has looked at yet, by whose directories it is in: each user once, with all that is theirs. */
function unseenPaths(
    { questions }: Questions,
    facts: ReadonlyMap<string, HostFacts>,
    { keeperOf }: Sight,
): [Keeper, string[]][] {
    const found = new Map<string, [Keeper, string[]]>();
    for (const { path } of questions) {
        const keeper = facts.has(path) ? undefined : keeperOf(posix.dirname(path));
        if (keeper !== undefined) {
            const [, paths] = found.get(keeper.userId) ?? [keeper, []];
            found.set(keeper.userId, [keeper, [...paths, path]]);
        }
    }
    return [...found.values()];
}

function narrow({ questions, leftover }: Questions, paths: readonly string[]): Questions {
    const theirs = new Set(paths);
    const directories = new Set(paths.map((path) => posix.dirname(path)));
    return {
        questions: questions.filter(({ path }) => theirs.has(path)),
        leftover: { ...leftover, directories: leftover.directories.filter((path) => directories.has(path)) },
        needsRoot: false,
    };
}

interface Asking {
    readonly session: Session;
    readonly marker: string;
    readonly signal: AbortSignal;
    /** Undefined for who signs in, and root where needed. */
    readonly as: Keeper | "login" | undefined;
}

async function ask(asking: Questions, { session, marker, signal, as }: Asking): Promise<Sight[] | undefined> {
    const { questions } = asking;
    const reports: (readonly string[])[] = [];
    const asked = orderOf(asking);
    const shell = await openHostShell(session, marker, (words) => reports.push(words), signal);
    try {
        for (const piece of printQuestions(asking, asked, marker, as)) {
            await shell.run(piece);
        }
    } catch {
        // How the shell ended says more than the write that failed.
    }
    const { channelEnd, said } = await shell.finish();
    const look = (words: string) => hostError("look at", questions[0]?.path ?? "", words);
    const failed = reports.find(([word]) => word === "fail");
    if (failed !== undefined) {
        throw look(failed.slice(3).join(" "));
    }
    const cannot = reports.find(([word]) => word === "cannot-become");
    if (cannot !== undefined) {
        const user = as === undefined || as === "login" ? "" : as.name || as.userId;
        throw cannotAct(questions[0]?.path ?? "", user, cannot.slice(1).join(" "));
    }
    if (channelEnd.kind === "lost") {
        return undefined;
    }
    if (!reports.some(([word]) => word === "hello")) {
        throw look(`${said} (${NOT_A_WORD})`.trim());
    }
    const broken = reports.some(([word]) => word === "broken");
    if (broken || !reports.some(([word]) => word === "over")) {
        throw look(said || "stat, dd or sh: not found or invalid option");
    }
    return readSights(asked, reports);
}
