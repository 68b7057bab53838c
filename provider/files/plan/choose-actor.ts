import { posix } from "node:path";
import { sudoRefused } from "../blocked-path";
import { hostError } from "../host-error";

import type { HostAnswer } from "../look/host-answer";
import type { Keeper } from "../look/keeper";
import type { Sight } from "../look/sight";
import { prefixesOf } from "../path-tree";
import { directoryRefused, unsafeDirectory } from "../refusals";
import { type Actor, isActor } from "./actor";
import type { FactsOf } from "./facts-of";
import { isPublic } from "./is-public";

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
    factsOf: FactsOf,
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
        const facts = factsOf(path);
        const { mayWrite } = facts;
        const directory = posix.dirname(path);
        const keeper = answer.root?.keeperOf(directory);
        // What has another owner keeps it, where root can see to that.
        const isOthers = !["absent", "unseen"].includes(facts.kind) && facts.userId !== login.userId;
        const rootKeepsOwner = isOthers && root !== undefined && keeper === undefined;
        if ((!isRootLogin || root === undefined) && mayWrite && wishKnown(login, wish) && !rootKeepsOwner) {
            return { actor: login, keeper: undefined };
        }
        if (root === undefined && !mayWrite && answer.sudoRefusal === undefined) {
            // Nobody has asked sudo: it is to be done by who signs in, or not at all.
            throw hostError("write", path, "Permission denied");
        }
        if (root === undefined) {
            const said = answer.sudoRefusal ?? "";
            throw mayWrite
                ? sudoRefused(path, said, "owner")
                : directoryRefused(path, directory, login.name, said, factsOf(directory));
        }
        if (keeper === undefined) {
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
        if (maker.actor.kind === "owner") {
            return maker;
        }
        const standIn = factsOf(above).mayWrite && !isRootLogin ? login.userId : "0";
        const owner = maker.actor.kind === "login" ? login.userId : (made.owner ?? standIn);
        const keeper = { path: above, userId: /^\d+$/.test(owner) ? owner : "", name: owner };
        if (!isRootLogin && isActor(owner, login)) {
            if (wishKnown(login, wish)) {
                return { actor: login, keeper: undefined };
            }
            if (root === undefined) {
                throw sudoRefused(path, answer.sudoRefusal ?? "", "owner");
            }
        } else if (!["root", "0"].includes(owner)) {
            const known = [...answer.owners].find(([userId, sight]) => isActor(owner, { userId, name: sight.name }));
            return { actor: ownerFrom(known === undefined ? keeper : { ...keeper, userId: known[0] }), keeper };
        }
        if ((made.mode & 0o022) !== 0 && (made.mode & 0o1000) === 0) {
            throw unsafeDirectory(path, isActor(owner, login) ? { path: above, ...login } : { ...keeper, userId: "0" });
        }
        return { actor: root ?? login, keeper: undefined };
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
            const sight = actor.kind === "login" ? answer.login : answer.owners.get(actor.userId);
            return (
                actor.kind !== "root" &&
                (sight?.keeperOf(directory) !== undefined ||
                    prefixesOf(directory).some((path) => ((newDirectories.get(path)?.mode ?? 0) & 0o022) !== 0))
            );
        },
    };
}

function actorFrom(kind: Actor["kind"], { userId, name, groups }: Sight): Actor {
    return { kind, userId, name, groups };
}
