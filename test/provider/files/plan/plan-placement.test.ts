import { describe, expect, it } from "vitest";
import { isProviderError } from "../../../../provider/base/error";
import { directoriesAbove } from "../../../../provider/files/path-tree";
import type { PlacedPath } from "../../../../provider/files/placed-path";
import { planPlacement } from "../../../../provider/files/plan/plan-placement";
import type { PlacementShare, Work } from "../../../../provider/files/plan/work";
import type { WantedPath } from "../../../../provider/files/wanted/wanted-path";
import {
    absent,
    aFile,
    anAnswer,
    aSight,
    aThing,
    named,
    type Scene,
    wantDirectory,
    wantFile,
    wantLink,
    wasPlaced,
} from "./host-answers";

const free = { ...absent, mayWrite: true };
const root = aSight("root");
const KINDS = [
    "givingWayFiles",
    "givingWayDirectories",
    "make",
    "put",
    "correct",
    "removeFiles",
    "removeDirectories",
    "leftovers",
] as const satisfies readonly (keyof Work)[];

function planIn(scene: Scene, wanted: readonly WantedPath[], previous: readonly PlacedPath[] = []) {
    const above = directoriesAbove(wanted.map(({ entry }) => entry.remotePath));
    const directories = Object.fromEntries(
        ["/etc", "/srv", "/home", "/home/ec2"].map((path) => [path, aThing("directory", "root", 0o755)]),
    );
    return planPlacement(wanted, above, previous, anAnswer({ ...scene, facts: { ...directories, ...scene.facts } }));
}

/** What the shares do, one line each: `ec2: put /home/ec2/a 644`. */
function printShares(shares: readonly PlacementShare[]): string[] {
    return shares.flatMap((share) =>
        KINDS.flatMap((kind) =>
            share[kind].map((item) => {
                const { path, mode, owner, group } = { mode: undefined, owner: undefined, group: undefined, ...item };
                const owning = [owner, group].some((value) => value !== undefined) && `${owner ?? ""}:${group ?? ""}`;
                const words = [`${named(share.actor)}: ${kind} ${path}`, mode?.toString(8), owning];
                return words.filter(Boolean).join(" ");
            }),
        ),
    );
}

const lines = (...input: Parameters<typeof planIn>) => printShares(planIn(...input).shares);

function refusalOf(...input: Parameters<typeof planIn>): string {
    try {
        return `was planned: ${lines(...input).join("; ")}`;
    } catch (error) {
        return isProviderError(error) ? `${error.failure.code}: ${error.failure.summary}` : String(error);
    }
}

function remediesOf(...input: Parameters<typeof planIn>): string {
    try {
        return `was planned: ${lines(...input).join("; ")}`;
    } catch (error) {
        return isProviderError(error) ? (error.failure.remedies ?? []).join(" ") : String(error);
    }
}

describe("what is put in place:", () => {
    it("a file that is not there, with the directories above it and the usual modes", () => {
        const facts = { "/home/ec2/a": free, "/home/ec2/a/b": free };
        const wanted = [wantFile("/home/ec2/a/b", "x", { onDelete: "remove" })];
        expect(lines({ facts }, wanted)).toEqual([
            "login ec2: make /home/ec2/a 755",
            "login ec2: put /home/ec2/a/b 644",
        ]);
        expect(planIn({ facts }, wanted).placed).toEqual([
            { path: "/home/ec2/a", kind: "directory", value: "", onDelete: "remove", made: true },
            { path: "/home/ec2/a/b", kind: "file", value: "sha256 of x", onDelete: "remove", made: true },
        ]);
    });

    it("nothing if the host has it all", () => {
        const facts = {
            "/home/ec2/a": aFile("ec2", 0o600, "x", { mayWrite: true }),
            "/home/ec2/l": aThing("link", "ec2", 0o777, { mayWrite: true, sameTarget: true }),
            "/home/ec2/d": aThing("directory", "ec2", 0o700, { mayWrite: true }),
        };
        const wanted = [wantFile("/home/ec2/a", "x"), wantLink("/home/ec2/l", "a"), wantDirectory("/home/ec2/d")];
        expect(lines({ facts }, wanted)).toEqual([]);
        expect(planIn({ facts }, wanted).placed.map(({ path, made }) => [path, made])).toEqual([
            ["/home/ec2/a", false],
            ["/home/ec2/l", false],
            ["/home/ec2/d", false],
        ]);
    });

    it.each([
        ["another content", aFile("ec2", 0o640, "y", { mayWrite: true }), "640"],
        ["one that can't be read", aThing("unreadable", "ec2", 0o200, { mayWrite: true }), "200"],
        ["a link", aThing("link", "ec2", 0o777, { mayWrite: true }), "644"],
    ])("a file over %s, with the group, and the mode of a file, that was there", (_, facts, mode) => {
        expect(lines({ facts: { "/home/ec2/a": facts } }, [wantFile("/home/ec2/a", "x")])).toEqual([
            `login ec2: put /home/ec2/a ${mode} :1000`,
        ]);
    });

    it.each([
        ["a link to something else", aThing("link", "ec2", 0o777, { mayWrite: true })],
        ["a file", aFile("ec2", 0o644, "x", { mayWrite: true })],
    ])("a link over %s", (_, facts) => {
        expect(lines({ facts: { "/home/ec2/l": facts } }, [wantLink("/home/ec2/l", "a")])).toEqual([
            "login ec2: put /home/ec2/l :1000",
        ]);
    });

    it.each([
        [undefined, true, "755"],
        [undefined, false, "644"],
        [0o640, true, "750"],
        [0o640, false, "640"],
        [0o750, undefined, "750"],
    ])("mode %s of the program and the source's word that it is executable, %s, give %s", (mode, executable, given) => {
        const wanted = [wantFile("/home/ec2/a", "x", { mode }, executable)];
        expect(lines({ facts: { "/home/ec2/a": free } }, wanted)).toEqual([`login ec2: put /home/ec2/a ${given}`]);
    });

    it("a directory with the right to search if it has the right to read", () => {
        const wanted = [wantDirectory("/home/ec2/d", { mode: 0o640 })];
        expect(lines({ facts: { "/home/ec2/d": free } }, wanted)).toEqual(["login ec2: make /home/ec2/d 750"]);
    });

    it("what root puts over somebody's file keeps its owner, its group and its mode", () => {
        const facts = { "/etc/a": aFile("alice", 0o4755, "y") };
        expect(lines({ facts, root }, [wantFile("/etc/a", "x")])).toEqual(["root root: put /etc/a 4755 1001:1001"]);
    });

    it("what another user puts over somebody's file keeps no bit that acts for its owner", () => {
        const facts = { "/home/ec2/a": aFile("alice", 0o6755, "y", { mayWrite: true }) };
        expect(lines({ facts }, [wantFile("/home/ec2/a", "x")])).toEqual(["login ec2: put /home/ec2/a 755"]);
    });

    it("what root puts in a directory that is open to all keeps nothing of somebody's file there", () => {
        const facts = { "/tmp": aThing("directory", "root", 0o1777), "/tmp/a": aFile("alice", 0o4755, "y") };
        expect(lines({ facts, root }, [wantFile("/tmp/a", "x")])).toEqual(["root root: put /tmp/a 644"]);
    });

    it("what root makes in place of the user that signs in belongs to that user", () => {
        const facts = { "/home/ec2/a": free };
        expect(lines({ facts, root }, [wantFile("/home/ec2/a", "x", { group: "adm" })])).toEqual([
            "root root: put /home/ec2/a 644 1000:adm",
        ]);
        expect(lines({ facts, root }, [wantDirectory("/home/ec2/a", { group: "adm" })])).toEqual([
            "root root: make /home/ec2/a 755 1000:adm",
        ]);
    });
});

describe("what is right but for its mode or owner:", () => {
    const same = (owner: string, more = {}) => aFile(owner, 0o644, "x", more);

    it("is corrected in its place, and only in what is wrong", () => {
        const facts = { "/home/ec2/a": same("ec2", { mayWrite: true }) };
        expect(lines({ facts }, [wantFile("/home/ec2/a", "x", { mode: 0o600 })])).toEqual([
            "login ec2: correct /home/ec2/a 600",
        ]);
        const wanted = [wantFile("/etc/a", "x", { mode: 0o644, owner: "alice" })];
        expect(lines({ facts: { "/etc/a": same("root") }, root }, wanted)).toEqual([
            "root root: correct /etc/a alice:",
        ]);
    });

    it.each(["alice", "1001"])("is left alone if its owner is the wanted one, by name or number: %s", (owner) => {
        expect(lines({ facts: { "/etc/a": same("alice") }, root }, [wantFile("/etc/a", "x", { owner })])).toEqual([]);
    });

    it("is put there again by root if it has another name, which may be a trap", () => {
        const facts = { "/etc/a": same("root", { linkCount: 2 }) };
        expect(lines({ facts, root }, [wantFile("/etc/a", "x", { owner: "alice" })])).toEqual([
            "root root: put /etc/a 644 alice:0",
        ]);
    });

    it("is put there again by a user who may write the directory and does not own the file", () => {
        const facts = { "/home/ec2/a": same("alice", { mayWrite: true }) };
        expect(lines({ facts }, [wantFile("/home/ec2/a", "x", { mode: 0o600 })])).toEqual([
            "login ec2: put /home/ec2/a 600",
        ]);
    });

    it("is refused for a directory of somebody else", () => {
        const facts = { "/home/ec2/d": aThing("directory", "alice", 0o755, { mayWrite: true }) };
        expect(refusalOf({ facts }, [wantDirectory("/home/ec2/d", { mode: 0o700 })])).toMatch(
            /^FILE_DENIED: Could not set the owner and the mode of \/home\/ec2\/d/,
        );
    });
});

describe("what is in the way:", () => {
    it.each([
        ["a directory", aThing("directory", "ec2", 0o755), [wantFile("/etc/a", "x")], "a file"],
        ["a directory", aThing("directory", "ec2", 0o755), [wantLink("/etc/a", "b")], "a symbolic link"],
        ["neither file nor directory", aThing("other", "ec2", 0o644), [wantFile("/etc/a", "x")], "a file"],
        ["a file", aFile("ec2", 0o644, "x"), [wantDirectory("/etc/a")], "a directory"],
        ["a file", aFile("ec2", 0o644, "x"), [wantFile("/etc/a/b", "x")], "a directory"],
        ["a file", aThing("unreadable", "ec2", 0o600), [wantFile("/etc/a/b", "x")], "a directory"],
    ])("%s", (found, facts, wanted, expected) => {
        expect(refusalOf({ facts: { "/etc/a": facts }, root }, wanted)).toBe(
            `FILE_IN_THE_WAY: /etc/a on the instance is ${found}, but ${expected} is to be put there.`,
        );
    });

    it.each([
        [{ kind: "path", path: "scripts/setup.sh" }, "/etc/a/setup.sh"],
        [{ kind: "uri", uri: "https://example.com/files/setup.sh?version=1" }, "/etc/a/setup.sh"],
        [{ kind: "text", text: "x" }, undefined],
    ] as const)("a directory at the path of the file %j leads to the path in it", (source, meant) => {
        const file = wantFile("/etc/a", "x");
        const wanted = [{ ...file, entry: { ...file.entry, source } }];
        const remedies = remediesOf({ facts: { "/etc/a": aThing("directory", "ec2", 0o755) }, root }, wanted);
        expect(/Did you mean (\S+)\?/.exec(remedies)?.[1]).toBe(meant);
    });

    it("no link on the way to a file: it is followed", () => {
        const facts = { "/etc/a": aThing("link", "root", 0o777), "/etc/a/b": absent };
        expect(lines({ facts, root }, [wantFile("/etc/a/b", "x")])).toEqual(["root root: put /etc/a/b 644"]);
    });

    it("what an earlier operation put there goes first", () => {
        const facts = { "/home/ec2/a": aFile("ec2", 0o644, "x", { mayWrite: true }), "/home/ec2/a/b": free };
        const wanted = [wantFile("/home/ec2/a/b", "y")];
        expect(lines({ facts }, wanted, [wasPlaced("/home/ec2/a", "x")])).toEqual([
            "login ec2: givingWayFiles /home/ec2/a",
            "login ec2: make /home/ec2/a 755",
            "login ec2: put /home/ec2/a/b 644",
        ]);
        expect(refusalOf({ facts }, wanted, [wasPlaced("/home/ec2/a", "other")])).toMatch(/^FILE_IN_THE_WAY/);
        expect(refusalOf({ facts }, wanted, [wasPlaced("/home/ec2/a", "x", { onDelete: "keep" })])).toMatch(
            /^FILE_IN_THE_WAY/,
        );
    });
});

describe("what is no longer wanted", () => {
    const directory = (path: string, changes: Partial<PlacedPath> = {}) =>
        wasPlaced(path, "", { kind: "directory", value: "", ...changes });

    it("is removed, files first and then the directories that were made for it, the deepest first", () => {
        const facts = {
            "/etc/d": aThing("directory", "root", 0o755),
            "/etc/d/e": aThing("directory", "root", 0o755),
            "/etc/d/e/a": aFile("root", 0o644, "x"),
        };
        const previous = [directory("/etc/d"), directory("/etc/d/e"), wasPlaced("/etc/d/e/a", "x")];
        expect(lines({ facts, root }, [], previous)).toEqual([
            "root root: removeFiles /etc/d/e/a",
            "root root: removeDirectories /etc/d/e",
            "root root: removeDirectories /etc/d",
        ]);
        expect(planIn({ facts, root }, [], previous)).toMatchObject({ placed: [], notes: [] });
    });

    it.each([
        ["is to be kept", { onDelete: "keep" as const }, aFile("root", 0o644, "x")],
        ["is gone", {}, absent],
    ])("stays without a word when it %s", (_, changes, facts) => {
        const plan = planIn({ facts: { "/etc/a": facts }, root }, [], [wasPlaced("/etc/a", "x", changes)]);
        expect(plan).toEqual({ shares: [], notes: [], placed: [] });
    });

    it.each([
        ["was changed on the instance", aFile("root", 0o644, "y")],
        ["was changed on the instance", aThing("directory", "root", 0o755)],
        ["can't be read, and may have been changed", aThing("unreadable", "root", 0o600)],
    ])("stays with a note when it %s", (why, facts) => {
        const plan = planIn({ facts: { "/etc/a": facts }, root }, [], [wasPlaced("/etc/a", "x")]);
        expect(plan).toEqual({
            shares: [],
            notes: [`/etc/a ${why} since it was put there, so it is not removed.`],
            placed: [],
        });
    });

    it("stays, with a note, if no user could look at it without being led elsewhere", () => {
        expect(planIn({ root }, [], [wasPlaced("/srv/shared/a", "x")]).notes).toEqual([
            "/srv/shared/a can't be read, and may have been changed since it was put there, so it is not removed.",
        ]);
    });

    it("leaves a directory that was there before, and one that no user can remove", () => {
        const facts = { "/etc/d": aThing("directory", "root", 0o755) };
        expect(lines({ facts, root }, [], [directory("/etc/d", { made: false })])).toEqual([]);
        expect(lines({ facts }, [], [directory("/etc/d")])).toEqual([]);
    });
});

describe("what cut transfers left", () => {
    const left = (directory: string, userId: string) => ({ directory, stageName: ".eic-0-1", userId });

    it("is cleared by whose it is", () => {
        const leftovers = [left("/home/ec2", "1000"), left("/etc", "0")];
        expect(lines({ leftovers, root }, [])).toEqual(["root root: leftovers /etc", "login ec2: leftovers /home/ec2"]);
    });

    it("is cleared by root if root signs in", () => {
        const leftovers = [left("/etc", "0")];
        expect(lines({ leftovers, login: root, root }, [])).toEqual(["root root: leftovers /etc"]);
    });

    it.each([
        ["it is somebody else's", "1001", root],
        ["root can't be had", "0", undefined],
    ])("stays where %s, and nothing fails for it", (_, userId, asRoot) => {
        const leftovers = [left("/etc", userId)];
        expect(lines({ leftovers, ...(asRoot !== undefined && { root: asRoot }) }, [])).toEqual([]);
    });
});

describe("work of several users", () => {
    it("is shared: root makes a directory and gives it away, and its owner works in it", () => {
        const facts = { "/srv/d": absent, "/srv/d/a": absent, "/etc/b": absent };
        const wanted = [
            wantDirectory("/srv/d", { owner: "alice" }),
            wantFile("/srv/d/a", "x"),
            wantFile("/etc/b", "x"),
        ];
        expect(lines({ facts, root, owners: [aSight("alice")] }, wanted)).toEqual([
            "root root: make /srv/d 755 alice:",
            "root root: put /etc/b 644",
            "owner alice: put /srv/d/a 644",
        ]);
    });

    it("continues with the user that made the last directory, so that users change no more often than necessary", () => {
        const wanted = [
            wantDirectory("/srv/d", { owner: "alice" }),
            wantDirectory("/srv/d/e"),
            wantFile("/srv/d/e/a", "x"),
            wantFile("/etc/b", "x"),
        ];
        const facts = { "/srv/d": absent, "/srv/d/e": absent, "/srv/d/e/a": absent, "/etc/b": absent };
        const { shares } = planIn({ facts, root, owners: [aSight("alice")] }, wanted);
        expect(shares.map(({ actor }) => named(actor))).toEqual(["root root", "owner alice", "root root"]);
        expect(printShares(shares).slice(1)).toEqual([
            "owner alice: make /srv/d/e 755",
            "owner alice: put /srv/d/e/a 644",
            "root root: put /etc/b 644",
        ]);
    });

    it("is removed from the inside to the outside: root comes last", () => {
        const facts = {
            "/srv/d": aThing("directory", "alice", 0o755),
            "/srv/d/e": aThing("directory", "alice", 0o755),
            "/srv/d/e/a": aFile("alice", 0o644, "x"),
            "/etc/b": aFile("root", 0o644, "x"),
        };
        const directories = ["/srv/d", "/srv/d/e"].map((path) => wasPlaced(path, "", { kind: "directory", value: "" }));
        const previous = [...directories, wasPlaced("/srv/d/e/a", "x"), wasPlaced("/etc/b", "x")];
        const scene = { facts, root: aSight("root", { "/srv/d": "alice" }), owners: [aSight("alice")] };
        expect(lines(scene, [], previous)).toEqual([
            "root root: removeFiles /etc/b",
            "owner alice: removeFiles /srv/d/e/a",
            "owner alice: removeDirectories /srv/d/e",
            "root root: removeDirectories /srv/d",
        ]);
    });

    it("says of each share in which directories others can exchange things meanwhile", () => {
        const facts = { "/srv/team/a": free, "/home/ec2/a": free };
        const login = aSight("ec2", { "/srv/team": "alice" });
        const { shares } = planIn({ facts, login }, [wantFile("/srv/team/a", "x"), wantFile("/home/ec2/a", "x")]);
        expect(shares.map(({ sharedDirectories }) => [...sharedDirectories])).toEqual([["/srv/team"]]);
    });
});
