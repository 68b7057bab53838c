import { describe, expect, it } from "vitest";
import { orderOf } from "../../../../provider/files/look/question-order";
import type { Questions } from "../../../../provider/files/look/questions";
import { readSights } from "../../../../provider/files/look/read-answer";

const PREFIX = ".eic-0123456789abcdef-";
const EC2 = "user yes gzip uid=1000(ec2) gid=1000(ec2) groups=1000(ec2),10(wheel)";

/** What is asked for these paths; a path with a `->` is one of a link, with its target. */
function ask(paths: readonly string[], leftoverDirectories: readonly string[] = []): Questions {
    const questions = paths.map((text) => {
        const [path = "", target] = text.split(" -> ");
        return { path, isEssential: true, ...(target !== undefined && { target }) };
    });
    return { questions, leftover: { prefix: PREFIX, directories: leftoverDirectories }, needsRoot: false };
}

function read(questions: Questions, reports: readonly string[]) {
    return readSights(
        orderOf(questions),
        reports.map((line) => line.split(" ")),
    );
}

function readOne(questions: Questions, ...reports: readonly string[]) {
    const [sight] = read(questions, [EC2, ...reports]);
    if (sight === undefined) {
        throw new Error("no user said who it is");
    }
    return sight;
}

const kindsOf = (questions: Questions, ...reports: readonly string[]) =>
    [...readOne(questions, ...reports).facts].map(([path, { kind }]) => [path, kind]);

describe("who looked", () => {
    it.each([
        ["uid=0(root) gid=0(root) groups=0(root)", "0", "root", ["0", "root"]],
        [
            "uid=1000(ec2) gid=1000(ec2) groups=1000(ec2),10(wheel)",
            "1000",
            "ec2",
            ["1000", "ec2", "1000", "ec2", "10", "wheel"],
        ],
        ["uid=1001 gid=1001 groups=1001", "1001", "1001", ["1001", "1001"]],
        ["uid=5(a) gid=5(a) groups=5(a) context=u:r:t:s0-s0:c0.c1023=9", "5", "a", ["5", "a", "5", "a"]],
        ["uid=5(a) gid=6(b)", "5", "a", ["6", "b"]],
    ])("is read from %s", (said, userId, name, groups) => {
        const [sight] = read(ask([]), [`user no plain ${said}`]);
        expect(sight).toMatchObject({ userId, name, hasTar: false, hasGzip: false });
        expect([...new Set(sight?.groups)]).toEqual([...new Set(groups)]);
    });

    it("is each user's own, if a shell goes on as another", () => {
        const questions = ask(["/home/ec2/a", "/etc/a"]);
        const sights = read(questions, [
            "hello",
            EC2,
            "may 10",
            "asked 10",
            "kinds -",
            "user yes plain uid=0(root) gid=0(root) groups=0(root)",
            "asked 01",
            "kinds f",
            "stat 644 0 0 root root 3 1",
            "sha abc",
            "over",
        ]);
        expect(
            sights.map(({ name, hasGzip, mayWrite, facts }) => [name, hasGzip, [...mayWrite], [...facts.keys()]]),
        ).toEqual([
            ["ec2", true, ["/home/ec2/a"], ["/home/ec2/a"]],
            ["root", false, [], ["/etc/a"]],
        ]);
    });

    it("reports what sudo said, if it refused", () => {
        expect(readOne(ask([]), "no-sudo sudo: a password is required").sudoRefusal).toBe(
            "sudo: a password is required",
        );
        expect(readOne(ask([])).sudoRefusal).toBeUndefined();
    });

    it("is none, if no user reported", () => {
        expect(read(ask(["/a"]), ["hello", "over"])).toEqual([]);
    });
});

describe("what is at a path", () => {
    it("is read with all that is known of a file", () => {
        const { facts } = readOne(
            ask(["/a"]),
            "may 1",
            "asked 1",
            "kinds f",
            "stat 4755 1001 10 alice wheel 5 2",
            "sha abc",
        );
        expect(facts.get("/a")).toEqual({
            kind: "file",
            mayWrite: true,
            mode: 0o4755,
            userId: "1001",
            groupId: "10",
            owner: "alice",
            group: "wheel",
            sizeBytes: 5,
            linkCount: 2,
            sha256: "abc",
            sameTarget: false,
        });
    });

    it("is of every kind, each by its letter", () => {
        const questions = ask(["/a", "/b", "/c", "/d", "/e", "/f"]);
        const stats = Array<string>(5).fill("stat 644 0 0 root root 1 1");
        expect(kindsOf(questions, "asked 111111", "kinds -fdlou", ...stats, "sha abc")).toEqual([
            ["/a", "absent"],
            ["/b", "file"],
            ["/c", "directory"],
            ["/d", "link"],
            ["/e", "other"],
            ["/f", "unreadable"],
        ]);
    });

    it("is not known of what this user was not to look at", () => {
        expect(kindsOf(ask(["/a", "/b", "/c"]), "asked 010", "kinds d", "stat 755 0 0 root root 1 2")).toEqual([
            ["/b", "directory"],
        ]);
    });

    it("is read in the order of the questions, over several calls, with no hash shifted", () => {
        const questions = ask(["/a", "/b", "/c"]);
        const stat = "stat 644 0 0 root root 1 1";
        const { facts } = readOne(
            questions,
            "asked 11",
            "kinds f-",
            stat,
            "sha one",
            "asked 1",
            "kinds f",
            stat,
            "sha two",
        );
        expect([...facts].map(([path, { sha256 }]) => [path, sha256])).toEqual([
            ["/a", "one"],
            ["/b", ""],
            ["/c", "two"],
        ]);
    });

    it("has no hash of any file of a call of which one is missing: it is not known which", () => {
        const stat = "stat 644 0 0 root root 1 1";
        const { facts } = readOne(ask(["/a", "/b"]), "asked 11", "kinds ff", stat, stat, "sha one");
        expect([...facts.values()].map(({ kind, sha256 }) => [kind, sha256])).toEqual([
            ["file", ""],
            ["file", ""],
        ]);
    });

    it("is a file of somebody else's with a hash of its own, or one that can't be read", () => {
        const stat = "stat 644 1001 1001 alice alice 1 1";
        const reports = ["asked 11", "kinds ss", stat, stat, "others \\abc", "others "];
        const { facts } = readOne(ask(["/tmp/a", "/tmp/b"]), ...reports);
        expect([...facts.values()].map(({ kind, sha256 }) => [kind, sha256])).toEqual([
            ["file", "abc"],
            ["unreadable", ""],
        ]);
    });

    it("is for a link whether it has the right target", () => {
        const stat = "stat 777 0 0 root root 1 1";
        const { facts } = readOne(
            ask(["/a", "/b -> x", "/c -> y"]),
            "asked 111",
            "kinds lll",
            stat,
            stat,
            stat,
            "links 01",
        );
        expect([...facts].map(([path, { sameTarget }]) => [path, sameTarget])).toEqual([
            ["/a", false],
            ["/b", false],
            ["/c", true],
        ]);
    });

    it("is asked for essential paths first, and for names that a tool must escape one by one", () => {
        const questions: Questions = {
            ...ask([]),
            questions: ["/way", "/b\nad", "/a", "/c"].map((path) => ({ path, isEssential: path !== "/way" })),
        };
        const { batches, paths } = orderOf(questions);
        expect(batches.map((batch) => batch.paths)).toEqual([["/a", "/c"], ["/b\nad"], ["/way"]]);
        expect(paths).toEqual(["/a", "/c", "/b\nad", "/way"]);
    });
});

describe("who can change a directory", () => {
    const keepersOf = (reports: readonly string[], ...directories: readonly string[]) => {
        const { keeperOf } = readOne(ask(["/srv/team/d/a", "/etc/b"]), ...reports);
        return directories.map((directory) => keeperOf(directory));
    };

    it("is asked from the outside to the inside", () => {
        expect(orderOf(ask(["/srv/team/d/a", "/etc/b"])).directories).toEqual([
            "/etc",
            "/srv",
            "/srv/team",
            "/srv/team/d",
        ]);
    });

    it("is no other user if all are safe", () => {
        expect(keepersOf(["there 1111", "trust tptt"], "/etc", "/srv/team/d")).toEqual([undefined, undefined]);
    });

    it("is who was reported, for all that is below, also for what is not there", () => {
        const alice = { userId: "1001", name: "alice", path: "/srv/team" };
        const reports = ["there 1110", "keeper 1001 alice /srv/team", "trust ttB"];
        expect(keepersOf(reports, "/srv/team", "/srv/team/d", "/srv/team/d/e", "/srv", "/etc")).toEqual([
            alice,
            alice,
            alice,
            undefined,
            undefined,
        ]);
    });

    it("belongs to the right directory if those before it do not exist", () => {
        const reports = ["there 0110", "keeper 1001 alice /srv/team", "trust tB"];
        expect(keepersOf(reports, "/srv/team", "/srv", "/etc")).toEqual([
            { userId: "1001", name: "alice", path: "/srv/team" },
            undefined,
            undefined,
        ]);
    });

    it("follows the target of a link, blanks included, and leaves out a name that is not known", () => {
        const reports = ["there 1111", "keeper 1001 UNKNOWN /mnt/a b", "trust tBbb"];
        expect(keepersOf(reports, "/srv/team")).toEqual([{ userId: "1001", name: "", path: "/mnt/a b" }]);
    });
});

describe("what cut transfers left", () => {
    const leftovers = (...reports: readonly string[]) => readOne(ask([], ["/etc", "/srv"]), ...reports).leftovers;

    it("is read with its directory and its owner", () => {
        expect(leftovers(`left 1 1001 ${PREFIX}00ff`)).toEqual([
            { directory: "/srv", stageName: `${PREFIX}00ff`, userId: "1001" },
        ]);
    });

    it.each([
        ["a directory that was not asked for", `left 2 0 ${PREFIX}00ff`],
        ["a name of others", "left 0 0 .eic-other-00ff"],
        ["a name that we do not give", `left 0 0 ${PREFIX}00ff;reboot`],
        ["a name with a blank", `left 0 0 ${PREFIX}00ff /etc`],
        ["no more than how it begins", `left 0 0 ${PREFIX}`],
    ])("is never %s", (_, report) => {
        expect(leftovers(report)).toEqual([]);
    });
});
