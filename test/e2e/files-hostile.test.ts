import { chmodSync, chownSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startLab } from "../../lab";
import { systemClock } from "../../provider/base/clock";
import { makeDeadline } from "../../provider/base/deadline";
import { isProviderError } from "../../provider/base/error";
import { silentLog } from "../../provider/base/log";
import { systemRandom } from "../../provider/base/random";
import { placeFiles } from "../../provider/files";
import type { FileInput } from "../../provider/inputs/inputs";
import { makeSessionPool } from "../../provider/session";
import type { SessionLease } from "../../provider/session/session";
import { makeLocalSession } from "../support/command-local-session";
import { startOpenSsh } from "../support/command-openssh";
import { makeFile } from "../support/files-host";
import { hostLease } from "../support/hosts";
import { labRequest } from "../support/lab-sessions";
import { SEED } from "../support/seed";
import { makeVictim, type RaceGround, readVictim, startRacer } from "./files-racer";

/** How long each race lasts; `RACE_SECONDS=60` makes a longer run. */
/** What a place on a connection has besides, of which nothing is used here. */
const LEASE = {
    hostKey: "",
    terminal: () => Promise.reject(new Error("no terminal")),
    onlyFollows: () => {},
    forward: () => Promise.reject(new Error("nothing is forwarded")),
};

const RACE_SECONDS = Number(process.env.RACE_SECONDS ?? 5);
const LIMIT_MS = 20_000;
const deps = { clock: { ...systemClock, sleep: async () => {} }, random: systemRandom, log: silentLog };
const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) {
        await cleanUp();
    }
});

interface Scene {
    readonly ground: RaceGround;
    readonly owner: string;
    /** The folder, and the open directory, as the host names them. */
    readonly folderOnHost: string;
    readonly openOnHost: string;
    /** What is placed, where that is not what is placed for root. */
    readonly files?: (round: number) => FileInput[];
    connect(): Promise<SessionLease>;
}

function prepare(ground: RaceGround): void {
    makeVictim(ground);
    mkdirSync(join(ground.folder, ".ssh"), { mode: 0o700 });
    mkdirSync(join(ground.folder, "deep/er"), { recursive: true });
    for (const path of ["", ".ssh", "deep", "deep/er"]) {
        chownSync(join(ground.folder, path), ground.userId, ground.userId);
    }
    mkdirSync(ground.open);
    chmodSync(ground.open, 0o1777);
    // Where the system protects hard links, one may still have been made before.
    linkSync(join(ground.victim, "key"), join(ground.folder, "planted"));
}

/** The user that signs in is root, on a real sshd of this machine. */
async function asRoot(): Promise<Scene> {
    const host = await startOpenSsh();
    cleanUps.push(() => host.stop());
    const top = mkdtempSync(join(tmpdir(), "files-hostile-"));
    cleanUps.push(() => rmSync(top, { recursive: true, force: true }));
    chmodSync(top, 0o755);
    const [folder, open, victim] = ["home", "open", "victim"].map((name) => join(top, name)) as [
        string,
        string,
        string,
    ];
    mkdirSync(folder);
    const ground = { folder, open, victim, victimOnHost: victim, userId: 1 };
    prepare(ground);
    return {
        ground,
        owner: "daemon",
        folderOnHost: folder,
        openOnHost: open,
        connect: async () => {
            const session = await host.open();
            return { session, ...LEASE, release: () => session.close() };
        },
    };
}

/** The user that signs in has sudo, on an instance of the lab that has another user as well. */
async function throughSudo(): Promise<Scene> {
    const lab = await startLab();
    cleanUps.push(() => lab.stop());
    const instance = await lab.launchInstance({ kind: "openssh", osUsers: ["ec2-user", "app"] });
    cleanUps.push(() => instance.terminate());
    const [home, folder] = [instance.homeOf("ec2-user"), instance.homeOf("app")];
    for (const path of [home, folder]) {
        for (let above = path; above !== tmpdir(); above = dirname(above)) {
            chmodSync(above, statSync(above).mode | 0o011);
        }
    }
    const ground: RaceGround = {
        folder,
        open: join(home, "open"),
        victim: join(home, "victim"),
        victimOnHost: "/home/ec2-user/victim",
        userId: statSync(folder).uid,
    };
    prepare(ground);
    const pool = makeSessionPool({ clock: systemClock, random: systemRandom });
    cleanUps.push(() => pool.closeAll());
    return {
        ground,
        owner: "app",
        folderOnHost: "/home/app",
        openOnHost: "/home/ec2-user/open",
        connect: () => pool.lease(labRequest(lab, instance)),
    };
}

/** The user that signs in has no sudo, and works in a directory of a group that the racer is in, too. */
async function inGroup(): Promise<Scene> {
    const [member, group] = [61_901, 61_902];
    const top = mkdtempSync(join(tmpdir(), "files-hostile-"));
    cleanUps.push(() => rmSync(top, { recursive: true, force: true }));
    chmodSync(top, 0o755);
    const [folder, open, victim] = ["team", "open", "victim"].map((name) => join(top, name)) as [
        string,
        string,
        string,
    ];
    mkdirSync(folder);
    mkdirSync(open);
    const ground = { folder, open, victim, victimOnHost: victim, userId: group };
    makeVictim(ground);
    for (const name of ["", "key", "authorized_keys", "er"]) {
        chownSync(join(victim, name), member, member);
    }
    chownSync(folder, 0, group);
    chmodSync(folder, 0o2775);
    const identity = [`--reuid=${member}`, `--regid=${member}`, `--groups=${member},${group}`];
    return {
        ground,
        owner: "",
        files: (round) =>
            ["key", "authorized_keys", "other"].map((name) =>
                makeFile(join(folder, name), `${name} ${round}`, { onDelete: "remove", mode: 0o666 }),
            ),
        folderOnHost: folder,
        openOnHost: open,
        connect: async () => ({
            session: makeLocalSession({ loginShell: ["setpriv", ...identity, "/bin/sh", "-c"] }),
            ...LEASE,
            release: () => {},
        }),
    };
}

const wantedFiles = ({ owner, folderOnHost, openOnHost }: Scene, round: number): FileInput[] => [
    makeFile(`${folderOnHost}/.ssh/authorized_keys`, `key ${round}`, { owner, mode: 0o600, onDelete: "remove" }),
    makeFile(`${folderOnHost}/deep/er/file`, `file ${round}`, { owner, onDelete: "remove" }),
    makeFile(`${folderOnHost}/deep/er/new/file`, `file ${round}`, { onDelete: "remove" }),
    makeFile(`${openOnHost}/file`, `file ${round}`, { owner, onDelete: "remove" }),
    makeFile(`${openOnHost}/fresh/file`, `file ${round}`, { owner, onDelete: "remove" }),
];

interface Tally {
    placements: number;
    placed: number;
    exchanges: number;
    readonly codes: Record<string, number>;
}

/** Places and removes single entries and all at once for as long as the race lasts; what can't be placed has to say so. */
async function race(scene: Scene): Promise<Tally> {
    const tally: Tally = { placements: 0, placed: 0, exchanges: 0, codes: {} };
    const before = readVictim(scene.ground);
    const racer = await startRacer(scene.ground);
    const endsAt = Date.now() + RACE_SECONDS * 1000;
    const place = async (files: readonly FileInput[], previous: Awaited<ReturnType<typeof placeFiles>>) => {
        tally.placements += 1;
        try {
            const deadline = makeDeadline(systemClock, LIMIT_MS);
            const request = { files, previous, resource: "hostile" };
            const placed = await placeFiles(request, async () => hostLease(await scene.connect()), {
                ...deps,
                deadline,
            });
            tally.placed += 1;
            return placed;
        } catch (error) {
            const code = isProviderError(error) ? error.failure.code : String(error);
            tally.codes[code] = (tally.codes[code] ?? 0) + 1;
            return [];
        }
    };
    try {
        // A busy machine gets as long as it needs for one that succeeds.
        for (let round = 0; Date.now() < endsAt || tally.placed === 0; round += 1) {
            const all = scene.files?.(round) ?? wantedFiles(scene, round);
            const files = round % 3 === 0 ? all : all.filter((_, index) => index === round % all.length);
            const placed = await place(files, []);
            expect(readVictim(scene.ground), `round ${round}`).toEqual(before);
            await place([], placed);
            expect(readVictim(scene.ground), `removal of round ${round}`).toEqual(before);
        }
    } finally {
        tally.exchanges = await racer.stop();
    }
    expect(readVictim(scene.ground)).toEqual(before);
    return tally;
}

describe("an unprivileged user who exchanges what somebody else is about to use", () => {
    test.each<[string, () => Promise<Scene>]>([
        ["where root signs in", asRoot],
        ["where root is had through sudo", throughSudo],
        ["where a colleague works in a directory of the group", inGroup],
    ])(
        `gets nothing of theirs: ${RACE_SECONDS} s of racing, %s (seed ${SEED}; RACE_SECONDS=60 makes a longer run)`,
        async (who, prepareScene) => {
            const tally = await race(await prepareScene());
            console.log(`${who}: ${JSON.stringify(tally)}`);
            expect(tally.exchanges).toBeGreaterThan(0);
            expect(tally.placed).toBeGreaterThan(0);
        },
        60_000 + RACE_SECONDS * 2_000,
    );
});
