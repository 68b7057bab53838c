import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
    chmodSync,
    chownSync,
    existsSync,
    linkSync,
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import { type LocalSessionSettings, makeLocalSession } from "../../support/command-local-session";
import { inNamespace } from "../../support/command-odd-hosts";
import { type FilesHost, makeFile, makeFilesHost } from "../../support/files-host";
import { requireRoot } from "../../support/rights";
import { BUSYBOX_HOST_WITH_SU, bareHost } from "./files-odd-hosts";

/** A user that every Linux has, whose shell is none, and one that has no name. */
const [DAEMON, NAMELESS] = [1, 54_321];
const HASTY = { ...systemClock, sleep: async () => {} };

let host: FilesHost;
beforeEach(() => {
    requireRoot();
    host = makeFilesHost();
});
afterEach(() => host?.remove());

function makeDirectory(name: string, owner: number, mode = 0o755): string {
    mkdirSync(host.at(name), { recursive: true });
    chownSync(host.at(name), owner, owner);
    chmodSync(host.at(name), mode);
    return host.at(name);
}

const factsOf = (path: string) => {
    const { uid, gid, mode } = lstatSync(path);
    return { uid, gid, mode: (mode & 0o7777).toString(8) };
};
const failureOf = (place: Promise<unknown>) =>
    place.then(
        () => "no failure",
        (error: Error) => error.message,
    );
const userShell = (userId: number, groups = String(userId)): LocalSessionSettings => ({
    loginShell: ["setpriv", `--reuid=${userId}`, `--regid=${userId}`, `--groups=${groups}`, "/bin/sh", "-c"],
});

describe("root, in a directory of somebody else,", () => {
    it.each<[string, LocalSessionSettings]>([
        ["by setpriv", {}],
        ["by su", bareHost(["sha256sum", "su"])],
        ["by sudo", bareHost(["sha256sum", "sudo"])],
        ["by su, from busybox", BUSYBOX_HOST_WITH_SU],
    ])("does as that user what the user may, %s", async (_name, session) => {
        const home = makeDirectory("home", DAEMON);
        const file = makeFile(`${home}/.ssh/authorized_keys`, "key", {
            owner: "daemon",
            mode: 0o600,
            onDelete: "remove",
        });
        const placed = await host.place([file], [], { session });
        expect(factsOf(`${home}/.ssh`)).toEqual({ uid: DAEMON, gid: DAEMON, mode: "755" });
        expect(factsOf(`${home}/.ssh/authorized_keys`)).toEqual({ uid: DAEMON, gid: DAEMON, mode: "600" });
        expect(readdirSync(`${home}/.ssh`)).toEqual(["authorized_keys"]);
        const again = host.sent.length;
        await host.place([file], placed, { session });
        expect(host.sent.slice(again).join("")).not.toContain("eic_enter_new '");
        await host.place([], placed, { session });
        expect(readdirSync(home)).toEqual([]);
    });

    it("acts as a user that has no name, with none of root's groups", async () => {
        const home = makeDirectory("home", NAMELESS);
        await host.place([makeFile(`${home}/a`, "a")]);
        expect(factsOf(`${home}/a`)).toMatchObject({ uid: NAMELESS, gid: 65_534 });
    });

    it("reports that it has no tool for that, and does nothing itself", async () => {
        const home = makeDirectory("home", DAEMON);
        const message = await failureOf(
            host.place([makeFile(`${home}/a`, "a")], [], { session: bareHost(["sha256sum"]), clock: HASTY }),
        );
        expect(message).toContain("FILE_TOOLS_MISSING");
        expect(message).toContain("act as daemon");
        expect(readdirSync(home)).toEqual([]);
    });

    it.each([
        ["the owner root", { owner: "root" }],
        ["the group root", { owner: "daemon", group: "root" }],
    ])("can't give %s there, and names the directory and what to do", async (_name, wish) => {
        const home = makeDirectory("home", DAEMON);
        makeDirectory("home/sub", DAEMON);
        const message = await failureOf(host.place([makeFile(`${home}/sub/a`, "a", wish)]));
        expect(message).toContain("FILE_UNSAFE_DIRECTORY");
        expect(message).toContain(`daemon can replace what is in ${home},`);
        expect(message).toContain(`give ${home} to root (chown root, chmod go-w)`);
        expect(message).toContain("The command did not run.");
        expect(readdirSync(`${home}/sub`)).toEqual([]);
    });

    it("is not led elsewhere by a link, to look or to write", async () => {
        const home = makeDirectory("home", DAEMON);
        const victim = makeDirectory("victim", 0, 0o700);
        writeFileSync(`${victim}/authorized_keys`, "root's");
        symlinkSync(victim, `${home}/.ssh`);
        const file = makeFile(`${home}/.ssh/authorized_keys`, "key", { owner: "daemon" });
        expect(await failureOf(host.place([file], [], { clock: HASTY }))).toContain("FILE_DENIED");
        expect(readFileSync(`${victim}/authorized_keys`, "utf8")).toBe("root's");
        expect(factsOf(`${victim}/authorized_keys`).uid).toBe(0);
        expect(readdirSync(victim)).toEqual(["authorized_keys"]);
    });

    it("leaves what root owns in it if that user can't change it, and reports why", async () => {
        const home = makeDirectory("home", DAEMON);
        makeDirectory("home/roots", 0);
        const message = await failureOf(host.place([makeFile(`${home}/roots/a`, "a")], [], { clock: HASTY }));
        expect(message).toContain("FILE_DENIED");
        expect(readdirSync(`${home}/roots`)).toEqual([]);
    });

    it("keeps neither owner nor set-user-id of a file that is not that user's", async () => {
        const home = makeDirectory("home", DAEMON);
        writeFileSync(`${home}/tool`, "old");
        chmodSync(`${home}/tool`, 0o4755);
        await host.place([makeFile(`${home}/tool`, "new")]);
        expect(readFileSync(`${home}/tool`, "utf8")).toBe("new");
        expect(factsOf(`${home}/tool`)).toEqual({ uid: DAEMON, gid: DAEMON, mode: "755" });
    });
});

describe("root, in a directory that it makes for somebody,", () => {
    it("goes on as that user", async () => {
        const source = mkdtempSync(join(tmpdir(), "files-owners-"));
        mkdirSync(join(source, "sub"));
        writeFileSync(join(source, "sub/a"), "a");
        const tree = makeFile(
            host.at("app"),
            { kind: "archive-path", path: source },
            { owner: "daemon", onDelete: "remove" },
        );
        const placed = await host.place([tree]);
        for (const name of ["app", "app/sub", "app/sub/a"]) {
            expect(factsOf(host.at(name)).uid, name).toBe(DAEMON);
        }
        expect(await host.place([tree], placed)).toEqual(placed);
        await host.place([], placed);
        expect(readdirSync(host.at())).toEqual([]);
        rmSync(source, { recursive: true });
    });

    it("goes on after a cut with what is there already, and leaves nothing", async () => {
        const source = mkdtempSync(join(tmpdir(), "files-owners-"));
        // Bytes that can't be compressed, as text that a session keeps of what was sent.
        writeFileSync(join(source, "large"), randomBytes(6_500_000).toString("base64"));
        const tree = makeFile(host.at("app"), { kind: "archive-path", path: source }, { owner: "daemon" });
        const [cut, whole] = [makeLocalSession({ cut: { afterSentBytes: 5_500_000 } }), makeLocalSession()];
        const sessions = [cut, whole];
        const connect = async () => sessions.shift() ?? makeLocalSession();
        await host.place([tree], [], { connect, clock: HASTY });
        expect(sessions).toEqual([]);
        expect(readFileSync(host.at("app/large"), "utf8")).toBe(readFileSync(join(source, "large"), "utf8"));
        expect(factsOf(host.at("app/large")).uid).toBe(DAEMON);
        expect(readdirSync(host.at("app"))).toEqual(["large"]);
        expect(whole.sent.join("").length).toBeLessThan(6_000_000);
        rmSync(source, { recursive: true });
    });

    it("refuses what that user could not do the next time, before anything is made", async () => {
        const source = mkdtempSync(join(tmpdir(), "files-owners-"));
        const files = [
            makeFile(host.at("app"), { kind: "archive-path", path: source }, { owner: "daemon" }),
            makeFile(host.at("app/roots"), "a", { owner: "root" }),
        ];
        expect(await failureOf(host.place(files))).toContain(`daemon can replace what is in ${host.at("app")},`);
        expect(readdirSync(host.at())).toEqual([]);
        rmSync(source, { recursive: true });
    });

    it("gives away a tree that is there from the inside to the outside", async () => {
        const source = mkdtempSync(join(tmpdir(), "files-owners-"));
        mkdirSync(join(source, "sub"));
        writeFileSync(join(source, "sub/a"), "a");
        const tree = { kind: "archive-path", path: source } as const;
        const placed = await host.place([makeFile(host.at("app"), tree)]);
        const before = host.sent.length;
        await host.place([makeFile(host.at("app"), tree, { owner: "daemon", mode: 0o640 })], placed);
        const changes =
            host.sent
                .slice(before)
                .join("")
                .match(/'ch(own|mod)' .*/g) ?? [];
        expect(changes.map((line) => line.match(/[^/]*'$/)?.[0])).toEqual(["a'", "a'", "sub'", "sub'", "app'", "app'"]);
        expect(factsOf(host.at("app/sub/a"))).toMatchObject({ uid: DAEMON, mode: "640" });
        rmSync(source, { recursive: true });
    });
});

describe("root, in a directory of its own,", () => {
    it.each([
        ["its group", 0o775, "chmod go-w"],
        ["everybody", 0o777, "chmod +t"],
    ])("that %s can write does nothing, and says what to do", async (_who, mode, remedy) => {
        const open = makeDirectory("open", 0, mode);
        makeDirectory("open/sub", 0);
        const message = await failureOf(host.place([makeFile(`${open}/sub/a`, "a")]));
        expect(message).toContain("FILE_UNSAFE_DIRECTORY");
        expect(message).toContain(`${open} belongs to root, but other users can replace what is in it`);
        expect(message).toContain(`${remedy} ${open}`);
        expect(readdirSync(`${open}/sub`)).toEqual([]);
    });

    it("that is sticky is passed if the next one is root's, and no link or directory of another user is accepted", async () => {
        const open = makeDirectory("open", 0, 0o1777);
        makeDirectory("open/roots", 0);
        makeDirectory("victim", 0);
        await host.place([makeFile(`${open}/roots/a`, "a"), makeFile(`${open}/b`, "b", { owner: "daemon" })]);
        expect(readFileSync(`${open}/roots/a`, "utf8")).toBe("a");
        expect(factsOf(`${open}/b`).uid).toBe(DAEMON);
        symlinkSync(host.at("victim"), `${open}/link`);
        const message = await failureOf(host.place([makeFile(`${open}/link/a`, "a")]));
        expect(message).toContain("FILE_UNSAFE_DIRECTORY");
        expect(message).toContain(`${open}/link is a link in a directory that other users can write`);
        makeDirectory("open/theirs", DAEMON);
        await host.place([makeFile(`${open}/theirs/a`, "a")]);
        expect(factsOf(`${open}/theirs/a`).uid).toBe(DAEMON);
        expect(readdirSync(host.at("victim"))).toEqual([]);
    });

    it("that is sticky keeps nothing of what somebody put under the name, and hashes it without waiting", async () => {
        const open = makeDirectory("open", 0, 0o1777);
        writeFileSync(`${open}/secret`, "trap", { mode: 0o666 });
        chownSync(`${open}/secret`, DAEMON, DAEMON);
        chmodSync(`${open}/secret`, 0o4666);
        await host.place([makeFile(`${open}/secret`, "secret")]);
        expect(factsOf(`${open}/secret`)).toEqual({ uid: 0, gid: 0, mode: "644" });
        execFileSync("mkfifo", [`${open}/pipe`]);
        chownSync(`${open}/pipe`, DAEMON, DAEMON);
        expect(await failureOf(host.place([makeFile(`${open}/pipe`, "a")]))).toContain("FILE_IN_THE_WAY");
    });

    it("that is sticky recognizes and removes what it put there for somebody", async () => {
        const open = makeDirectory("open", 0, 0o1777);
        const file = makeFile(`${open}/a`, "a", { owner: "daemon", onDelete: "remove" });
        const placed = await host.place([file]);
        const before = host.sent.length;
        await host.place([file], placed);
        expect(host.sent.slice(before).join("")).not.toContain("eic_enter_new '");
        await host.place([], placed);
        expect(readdirSync(open)).toEqual([]);
    });

    it("follows links that no other user can change, relative ones and several in a row, and finds users who can", async () => {
        makeDirectory("real", 0);
        const home = makeDirectory("home", DAEMON);
        symlinkSync("real", host.at("first"));
        symlinkSync(host.at("first"), host.at("second"));
        await host.place([makeFile(host.at("second/a"), "a")]);
        expect(readFileSync(host.at("real/a"), "utf8")).toBe("a");
        symlinkSync(host.at("real"), `${home}/theirs`);
        symlinkSync("home/theirs", host.at("third"));
        const wish = { owner: "root" };
        const message = await failureOf(host.place([makeFile(host.at("third/b"), "b", wish)]));
        expect(message).toContain(`daemon can replace what is in ${home},`);
        symlinkSync("round", host.at("round"));
        expect(await failureOf(host.place([makeFile(host.at("round/b"), "b")], [], { clock: HASTY }))).not.toBe(
            "no failure",
        );
        expect(readdirSync(host.at("real"))).toEqual(["a"]);
    });

    it("never gives away a file that also has another name: it is put there again", async () => {
        writeFileSync(host.at("other"), "same");
        linkSync(host.at("other"), host.at("a"));
        await host.place([makeFile(host.at("a"), "same", { owner: "daemon", mode: 0o666 })]);
        expect(factsOf(host.at("a"))).toMatchObject({ uid: DAEMON, mode: "666" });
        expect(factsOf(host.at("other"))).toMatchObject({ uid: 0, mode: "644" });
    });

    it("leaves a stage of the resource's name alone that somebody else made", async () => {
        const open = makeDirectory("open", 0, 0o1777);
        const file = makeFile(`${open}/a`, "a");
        await host.place([file]);
        const stage = host.sent.join("").match(/\.eic-[0-9a-f]{16}-/)?.[0];
        makeDirectory(`open/${stage}00000000`, DAEMON);
        writeFileSync(`${open}/${stage}00000000/kept`, "");
        await host.place([makeFile(`${open}/a`, "b")]);
        expect(existsSync(`${open}/${stage}00000000/kept`)).toBe(true);
    });
});

describe("a user without sudo", () => {
    const MEMBER = 61_777;
    const GROUP = 61_778;
    const session = userShell(MEMBER, `${MEMBER},${GROUP}`);

    function makeTeam(mode: number): string {
        const team = makeDirectory("team", 0, 0o755);
        chownSync(team, 0, GROUP);
        chmodSync(team, mode);
        writeFileSync(`${team}/file`, "theirs");
        chownSync(`${team}/file`, DAEMON, DAEMON);
        chmodSync(`${team}/file`, 0o4644);
        return team;
    }

    it("replaces a colleague's file in a directory of the group, as a rename does", async () => {
        const team = makeTeam(0o2775);
        await host.place([makeFile(`${team}/file`, "mine")], [], { session });
        expect(readFileSync(`${team}/file`, "utf8")).toBe("mine");
        expect(factsOf(`${team}/file`)).toMatchObject({ uid: MEMBER, mode: "644" });
        expect(readdirSync(team)).toEqual(["file"]);
        await host.place([makeFile(`${team}/file`, "mine", { mode: 0o600 })], [], { session });
        expect(factsOf(`${team}/file`).mode).toBe("600");
    });

    it("changes the permissions of a colleague's equal file by putting it there again", async () => {
        const team = makeTeam(0o2775);
        await host.place([makeFile(`${team}/file`, "theirs", { mode: 0o640 })], [], { session });
        expect(factsOf(`${team}/file`)).toMatchObject({ uid: MEMBER, mode: "640" });
    });

    it("gets an error that explains that a sticky directory keeps the files of others", async () => {
        const team = makeTeam(0o3775);
        const message = await failureOf(host.place([makeFile(`${team}/file`, "mine")], [], { session }));
        expect(message).toContain("FILE_SUDO_REFUSED");
        expect(message).toContain(`in ${team}, which is sticky`);
        expect(message).not.toContain("only by root");
        await host.place([makeFile(`${team}/new`, "mine")], [], { session });
        expect(readFileSync(`${team}/new`, "utf8")).toBe("mine");
    });

    it("gets an error that names the directory to be written, also for a file of its own", async () => {
        const theirs = makeDirectory("theirs", DAEMON);
        writeFileSync(`${theirs}/file`, "old");
        chownSync(`${theirs}/file`, MEMBER, MEMBER);
        const message = await failureOf(host.place([makeFile(`${theirs}/file`, "new")], [], { session }));
        expect(message).toContain("FILE_SUDO_REFUSED");
        expect(message).toContain(`in one step requires write permission for its directory ${theirs},`);
        expect(message).not.toContain("only by root");
        expect(readFileSync(`${theirs}/file`, "utf8")).toBe("old");
    });
});

describe("a mount point", () => {
    it.each([
        ["replaced", (path: string) => [makeFile(path, "new")]],
        ["removed", () => []],
    ])("can't be %s, and has words of its own", async (_name, filesFor) => {
        for (const name of ["source", "target"]) {
            writeFileSync(host.at(name), "old");
        }
        const session = { loginShell: inNamespace(`mount --bind ${host.at("source")} ${host.at("target")}`) };
        const sha256 = createHash("sha256").update("old").digest("hex");
        const previous = {
            path: host.at("target"),
            kind: "file",
            value: sha256,
            onDelete: "remove",
            made: true,
        } as const;
        const message = await failureOf(host.place(filesFor(host.at("target")), [previous], { session }));
        expect(message).toContain("FILE_MOUNT_POINT");
        expect(message).toContain(host.at("target"));
        expect(message).toContain("is a mount point");
        expect(readFileSync(host.at("source"), "utf8")).toBe("old");
    });
});
