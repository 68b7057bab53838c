import { describe, expect, it } from "vitest";
import { isProviderError } from "../../../../provider/base/error";
import { makeActorChoice, type NewDirectory, type Wish } from "../../../../provider/files/plan/choose-actor";
import { absent, anAnswer, aSight, aThing, named, type Scene } from "./host-answers";

const mayWrite = { mayWrite: true };

function choiceIn(scene: Scene, newDirectories: Readonly<Record<string, NewDirectory>> = {}) {
    const answer = anAnswer(scene);
    const factsOf = (path: string) => answer.facts.get(path) ?? absent;
    return makeActorChoice(answer, factsOf, new Map(Object.entries(newDirectories)));
}

const actorOf = (scene: Scene, path: string, wish: Wish = {}, made: Readonly<Record<string, NewDirectory>> = {}) =>
    named(choiceIn(scene, made).actorOf(path, wish));

function refusalOf(...[scene, path, wish, made]: Parameters<typeof actorOf>) {
    try {
        return `was given to ${actorOf(scene, path, wish, made)}`;
    } catch (error) {
        return isProviderError(error) ? `${error.failure.code}: ${error.failure.summary}` : String(error);
    }
}

describe("in directories that are there, it is done by", () => {
    const inHome = { facts: { "/home/ec2/a": { ...absent, ...mayWrite } } };

    it("the user that signs in, if that user may write", () => {
        expect(actorOf(inHome, "/home/ec2/a")).toBe("login ec2");
    });

    it.each(["ec2", "1000"])("the same, for the owner %s, which that user is", (owner) => {
        expect(actorOf(inHome, "/home/ec2/a", { owner })).toBe("login ec2");
    });

    it.each(["wheel", "10"])("the same, for the group %s, which that user is in", (group) => {
        expect(actorOf(inHome, "/home/ec2/a", { group })).toBe("login ec2");
    });

    it.each([{ owner: "root" }, { group: "adm" }])("root, for %j, which that user can't give", (wish) => {
        expect(actorOf({ ...inHome, root: aSight("root") }, "/home/ec2/a", wish)).toBe("root root");
    });

    it("root, if only root may write", () => {
        expect(actorOf({ root: aSight("root") }, "/etc/app.conf")).toBe("root root");
    });

    it("root, for what belongs to somebody else and keeps its owner", () => {
        const facts = { "/srv/a": aThing("file", "alice", 0o644, mayWrite) };
        expect(actorOf({ facts, root: aSight("root") }, "/srv/a")).toBe("root root");
        expect(actorOf({ facts }, "/srv/a")).toBe("login ec2");
    });

    it("the directory's owner, if root could be led elsewhere: at any depth, with that user's groups if they are known", () => {
        const root = aSight("root", { "/home/alice": "alice" });
        const known = choiceIn({ root, owners: [aSight("alice")] }).actorOf("/home/alice/b/c", {});
        expect(known).toEqual({ kind: "owner", userId: "1001", name: "alice", groups: ["1001", "alice"] });
        const unknown = choiceIn({ root }).actorOf("/home/alice/b/c", {});
        expect(unknown).toEqual({ kind: "owner", userId: "1001", name: "alice", groups: undefined });
    });

    it("the user that signs in, if it is that user's directory that root avoids", () => {
        const root = aSight("root", { "/home/ec2": "ec2" });
        expect(actorOf({ root }, "/home/ec2/shut/a")).toBe("login ec2");
    });

    it("root for a file in a directory that is open to all, and the owner for somebody's directory there", () => {
        const open = { "/tmp": aThing("directory", "root", 0o1777) };
        const root = aSight("root");
        const file = { ...open, "/tmp/a": aThing("file", "alice", 0o644) };
        expect(actorOf({ facts: file, root }, "/tmp/a")).toBe("root root");
        const directory = { ...open, "/tmp/a": aThing("directory", "alice", 0o755) };
        expect(actorOf({ facts: directory, root }, "/tmp/a")).toBe("owner alice");
    });

    it("root when root signs in, but nowhere that somebody else can interfere", () => {
        const login = aSight("root", { "/home/alice": "alice" });
        const facts = { "/etc/a": { ...absent, ...mayWrite }, "/home/alice/a": { ...absent, ...mayWrite } };
        expect(actorOf({ facts, login, root: login }, "/etc/a")).toBe("root root");
        expect(actorOf({ facts, login, root: login }, "/home/alice/a")).toBe("owner alice");
    });
});

describe("in directories that are to be made, it is done by", () => {
    const root = aSight("root");
    const madeFor = (owner: string | undefined, mode = 0o755) => ({
        "/srv/new": { mode, owner, wish: { owner } },
    });

    it.each(["alice", "1001"])("the user %s that the directory is to belong to", (owner) => {
        const actor = choiceIn({ root }, madeFor(owner)).actorOf("/srv/new/a", {});
        expect(actor).toMatchObject({ kind: "owner", name: owner, userId: owner === "1001" ? "1001" : "" });
    });

    it("that user with number and groups, if the user has looked at the host", () => {
        const actor = choiceIn({ root, owners: [aSight("alice")] }, madeFor("alice")).actorOf("/srv/new/a", {});
        expect(actor).toEqual({ kind: "owner", userId: "1001", name: "alice", groups: ["1001", "alice"] });
    });

    it.each(["root", "0", undefined])("root, if the owner is %s and no other user may write", (owner) => {
        expect(actorOf({ root }, "/srv/new/a", {}, madeFor(owner))).toBe("root root");
    });

    it("the user that signs in, whose they are: made by that user, or by root in its place", () => {
        const facts = { "/srv/new": { ...absent, ...mayWrite } };
        expect(actorOf({ facts }, "/srv/new/a", {}, madeFor(undefined))).toBe("login ec2");
        expect(actorOf({ root }, "/srv/new/a", {}, madeFor("ec2"))).toBe("login ec2");
    });

    it("the user that signs in, even if root makes the directory because that user can't give it its group", () => {
        const facts = { "/home/ec2/d": { ...absent, ...mayWrite } };
        const made = { "/home/ec2/d": { mode: 0o755, owner: undefined, wish: { group: "adm" } } };
        expect(actorOf({ facts, root }, "/home/ec2/d", { group: "adm" }, made)).toBe("root root");
        expect(actorOf({ facts, root }, "/home/ec2/d/a", {}, made)).toBe("login ec2");
    });

    it("the same user at any depth below", () => {
        const made = { ...madeFor("alice"), "/srv/new/b": { mode: 0o755, owner: undefined, wish: {} } };
        expect(actorOf({ root }, "/srv/new/b/c", {}, made)).toBe("owner alice");
    });

    it("root, if others may only add to it", () => {
        expect(actorOf({ root }, "/srv/new/a", {}, madeFor("root", 0o1777))).toBe("root root");
    });
});

describe("nobody does it", () => {
    it("if only root may write and sudo refuses: the error names the directory", () => {
        const facts = { "/etc": aThing("directory", "root", 0o755) };
        expect(refusalOf({ facts, sudoRefusal: "a password is required" }, "/etc/a")).toMatch(
            /^FILE_SUDO_REFUSED: \/etc\/a can be written only by root: .* its directory \/etc,/,
        );
    });

    it("if only the owner needs root and sudo refuses", () => {
        const facts = { "/home/ec2/a": { ...absent, ...mayWrite } };
        expect(refusalOf({ facts }, "/home/ec2/a", { owner: "root" })).toMatch(
            /^FILE_SUDO_REFUSED: \/home\/ec2\/a can get its owner and group only from root/,
        );
    });

    it("if the directory is root's and others can exchange what is in it", () => {
        const root = aSight("root", { "/srv/shared": "root" });
        expect(refusalOf({ root }, "/srv/shared/a")).toMatch(
            /^FILE_UNSAFE_DIRECTORY: .*\/srv\/shared belongs to root, but other users can replace/,
        );
    });

    it.each([
        [{ owner: "root" }, "owner root"],
        [{ group: "adm" }, "group adm"],
    ])("where whose directory it is can't give %j", (wish, said) => {
        const root = aSight("root", { "/home/alice": "alice" });
        const refusal = refusalOf({ root, owners: [aSight("alice")] }, "/home/alice/a", wish);
        expect(refusal).toMatch(/^FILE_UNSAFE_DIRECTORY: /);
        expect(refusal).toContain(`alice can't give it ${said}`);
    });

    it("in a directory of root's that is to be made so that others can exchange what is in it", () => {
        const made = { "/srv/new": { mode: 0o777, owner: undefined, wish: {} } };
        expect(refusalOf({ root: aSight("root") }, "/srv/new/a", {}, made)).toMatch(
            /^FILE_UNSAFE_DIRECTORY: .*\/srv\/new belongs to root,/,
        );
    });
});

describe("a directory counts as shared", () => {
    const root = aSight("root");

    it("for the user that signs in, if that user saw that others can change it", () => {
        const { actorOf: choose, isShared } = choiceIn({
            facts: { "/srv/team/a": { ...absent, ...mayWrite } },
            login: aSight("ec2", { "/srv/team": "alice" }),
        });
        const login = choose("/srv/team/a", {});
        expect(isShared(login, "/srv/team")).toBe(true);
        expect(isShared(login, "/home/ec2")).toBe(false);
    });

    it("for an owner, by what that user saw", () => {
        const { actorOf: choose, isShared } = choiceIn({
            root: aSight("root", { "/home/alice": "alice" }),
            owners: [aSight("alice", { "/home/alice/open": "bob" })],
        });
        const alice = choose("/home/alice/a", {});
        expect(isShared(alice, "/home/alice/open")).toBe(true);
        expect(isShared(alice, "/home/alice")).toBe(false);
    });

    it("when it is to be made so that others may write, at any depth", () => {
        const wish = { owner: "alice" };
        const made = {
            "/srv/new": { mode: 0o775, owner: "alice", wish },
            "/srv/new/b": { mode: 0o755, owner: undefined, wish: {} },
        };
        const { actorOf: choose, isShared } = choiceIn({ root }, made);
        const alice = choose("/srv/new/b/c", {});
        expect(isShared(alice, "/srv/new/b")).toBe(true);
        expect(isShared(alice, "/srv")).toBe(false);
    });

    it("never for root, which goes only where no other user can interfere", () => {
        const { actorOf: choose, isShared } = choiceIn({ root: aSight("root", { "/srv/team": "alice" }) });
        expect(isShared(choose("/etc/a", {}), "/srv/team")).toBe(false);
        const open = { "/srv/new": { mode: 0o1777, owner: undefined, wish: {} } };
        const made = choiceIn({ root }, open);
        expect(made.isShared(made.actorOf("/srv/new/a", {}), "/srv/new")).toBe(false);
    });
});
