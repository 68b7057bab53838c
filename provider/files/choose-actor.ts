import { posix } from "node:path";
import { type Actor, isActor, type Keeper, prefixesOf } from "./actor";
import type { HostAnswer, HostFacts } from "./ask-host";
import { sudoRefused } from "./file-errors";
import type { Sight } from "./read-answer";
import { directoryRefused, unsafeDirectory } from "./refusals";

/** Whom a program wants something to belong to. */
export interface Wish {
    readonly owner?: string | undefined;
    readonly group?: string | undefined;
}

/** A directory that is to be made. */
export interface NewDirectory {
    readonly mode: number;
    readonly owner: string | undefined;
    /** What has to be possible for who makes it. */
    readonly wish: Wish;
}

export interface ActorChoice {
    /** Who puts something in place at a path, or takes it away. @throws {ProviderError} nobody can do it safely. */
    actorOf(path: string, wish: Wish): Actor;
    /** Whether others than who does it can exchange things in the directory. */
    isShared(actor: Actor, directory: string): boolean;
}

/** Decides who does what: who signs in where that will do, root where nobody else can interfere, else whose directory it is. */
export function makeActorChoice(
    answer: HostAnswer,
    factsOf: (path: string) => HostFacts,
    newDirectories: ReadonlyMap<string, NewDirectory>,
): ActorChoice {
    const login = actorFrom("login", answer.login);
    const root: Actor | undefined = answer.root && actorFrom("root", answer.root);
    const isRootLogin = login.userId === "0";
    const ownerFrom = ({ userId, name }: Keeper): Actor => {
        const sight = answer.owners.get(userId);
        return userId === login.userId
            ? login
            : sight === undefined
              ? { kind: "owner", userId, name, groups: undefined }
              : { ...actorFrom("owner", sight), userId, name };
    };
    const wishKnown = (actor: Actor, { owner, group }: Wish) =>
        (owner === undefined || isActor(owner, actor)) &&
        (group === undefined || actor.groups === undefined || actor.groups.includes(group));

    const inExisting = (path: string, wish: Wish): { actor: Actor; keeper: Keeper | undefined } => {
        const { mayWrite } = factsOf(path);
        if (!isRootLogin && mayWrite && wishKnown(login, wish)) {
            return { actor: login, keeper: undefined };
        }
        const directory = posix.dirname(path);
        if (root === undefined) {
            const said = answer.sudoRefusal ?? "";
            throw mayWrite
                ? sudoRefused(path, said, "owner")
                : directoryRefused(path, directory, login.name, said, factsOf(directory));
        }
        const keeper = answer.root?.keeperOf(directory);
        if (keeper === undefined) {
            const facts = factsOf(path);
            // A directory of somebody else in one that is open to all: root can't change it by its name.
            const isTheirs = isPublic(factsOf, directory) && facts.kind === "directory" && facts.userId !== "0";
            return { actor: isTheirs ? ownerFrom({ path, userId: facts.userId, name: facts.owner }) : root, keeper };
        }
        if (keeper.userId === "0") {
            throw unsafeDirectory(path, keeper);
        }
        return { actor: ownerFrom(keeper), keeper };
    };

    const choose = (path: string, wish: Wish): { actor: Actor; keeper: Keeper | undefined } => {
        const above = posix.dirname(path);
        const made = newDirectories.get(above);
        if (made === undefined) {
            return inExisting(path, wish);
        }
        const maker = choose(above, made.wish);
        if (maker.actor.kind !== "root") {
            const keeper = { path: above, userId: maker.actor.userId, name: maker.actor.name };
            return { actor: maker.actor, keeper: maker.keeper ?? keeper };
        }
        const owner = made.owner ?? "0";
        if (!["root", "0"].includes(owner)) {
            const keeper = { path: above, userId: /^\d+$/.test(owner) ? owner : "", name: owner };
            const isLogin = !isRootLogin && isActor(owner, login);
            return { actor: isLogin ? login : { kind: "owner", ...keeper, groups: undefined }, keeper };
        }
        if ((made.mode & 0o022) !== 0 && (made.mode & 0o1000) === 0) {
            throw unsafeDirectory(path, { path: above, userId: "0", name: "root" });
        }
        return maker;
    };

    return {
        actorOf: (path, wish) => {
            const { actor, keeper } = choose(path, wish);
            if (actor.kind !== "root" && !wishKnown(actor, wish)) {
                throw unsafeDirectory(path, keeper ?? { path: posix.dirname(path), ...actor }, wish);
            }
            return actor;
        },
        isShared: (actor, directory) => {
            const sight =
                actor.kind === "root"
                    ? undefined
                    : actor.kind === "login"
                      ? answer.login
                      : answer.owners.get(actor.userId);
            return (
                actor.kind !== "root" &&
                (sight?.keeperOf(directory) !== undefined ||
                    sight === undefined ||
                    prefixesOf(directory).some((path) => ((newDirectories.get(path)?.mode ?? 0) & 0o022) !== 0))
            );
        },
    };
}

/** Whether others may put things into a directory, but exchange only their own. */
export function isPublic(factsOf: (path: string) => HostFacts, directory: string): boolean {
    return (factsOf(directory).mode & 0o1000) !== 0;
}

function actorFrom(kind: Actor["kind"], { userId, name, groups }: Sight): Actor {
    return { kind, userId, name, groups };
}
