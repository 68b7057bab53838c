import { posix } from "node:path";
import type { Host } from "../../host/host";
import { askAs } from "./ask-as";
import type { HostAnswer } from "./host-answer";
import type { HostFacts } from "./host-facts";
import type { Keeper } from "./keeper";
import type { Questions } from "./questions";
import type { Sight } from "./sight";

export interface AskSettings {
    readonly signal: AbortSignal;
    /** Whether nobody looks but the user that signs in. */
    readonly onlyAsLogin?: boolean | undefined;
}

/**
 * Asks the host for all paths at once: one round trip, whatever their number, and one more for each further user in whose
 * directories something is. Looks as root only where nobody else can exchange what is looked at. Undefined when the link was lost.
 */
export async function askHost(
    asking: Questions,
    host: Host,
    { signal, onlyAsLogin }: AskSettings,
): Promise<HostAnswer | undefined> {
    const ways = { host, signal };
    const sights = await askAs(asking, { ...ways, as: onlyAsLogin ? "login" : undefined });
    const [first] = sights ?? [];
    const last = sights?.at(-1);
    if (sights === undefined || first === undefined || last === undefined) {
        return undefined;
    }
    const login = last.userId === first.userId ? { ...last, mayWrite: first.mayWrite } : first;
    const root = last.userId === "0" && !onlyAsLogin ? last : undefined;
    const facts = new Map([...login.facts, ...last.facts]);
    const leftovers = [login, last].flatMap((sight) => sight.leftovers);
    const owners = new Map<string, Sight>();
    for (const [keeper, paths] of unseenPaths(asking, facts, last)) {
        // What is root's own and still others can exchange, nobody can look at for root.
        if (keeper.userId !== "0" && !onlyAsLogin) {
            const as = keeper.userId === login.userId ? "login" : keeper;
            const sight = (await askAs(narrow(asking, paths), { ...ways, as }))?.at(-1);
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
            paths.push(path);
            found.set(keeper.userId, [keeper, paths]);
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
