import { spawn } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SEED } from "../support/seed";
import { makeSeededRandom } from "../support/seeded-random";

/** An unprivileged user who exchanges, in a loop, what root is about to use. */
export interface Racer {
    /** How often it has exchanged something; resolves when it has ended. */
    stop(): Promise<number>;
}

/**
 * In the folder that is its own: exchanges directories by links to the victim, and files by another name of the victim's file;
 * renames every stage that appears, and puts a link to the victim in its place. The link's target is as the host names it.
 */
const PROGRAM = String.raw`
const fs = require("node:fs");
const { folder, open, victim, planted, userId, seed } = JSON.parse(process.env.RACE);
const random = (${makeSeededRandom})(seed);
process.setgroups([]);
process.setgid(userId);
process.setuid(userId);
let count = 0;
const attempt = (work) => { try { work(); count += 1; } catch {} };
const exchange = (path) => {
    attempt(() => fs.renameSync(path, path + ".away"));
    attempt(() => fs.symlinkSync(victim, path));
    for (const end = Date.now() + 1 + random() * 12; Date.now() < end; ) trapStages();
    attempt(() => fs.unlinkSync(path));
    attempt(() => fs.renameSync(path + ".away", path));
};
const trapStages = () => {
    for (const place of [folder, folder + "/.ssh", folder + "/deep/er", open]) {
        let names = [];
        try { names = fs.readdirSync(place); } catch {}
        for (const name of names.filter((one) => one.startsWith(".eic-") && !one.endsWith("x"))) {
            attempt(() => fs.renameSync(place + "/" + name, place + "/" + name + "x"));
            attempt(() => fs.symlinkSync(victim, place + "/" + name));
        }
        for (const name of names.filter((one) => one.startsWith(".eic-"))) {
            let isLink = false;
            try { isLink = fs.lstatSync(place + "/" + name).isSymbolicLink(); } catch {}
            if (isLink && random() < 0.2) attempt(() => fs.unlinkSync(place + "/" + name));
        }
    }
};
const plant = () => {
    attempt(() => fs.renameSync(planted, folder + "/.ssh/authorized_keys"));
    for (const end = Date.now() + 1 + random() * 8; Date.now() < end; ) trapStages();
    attempt(() => fs.renameSync(folder + "/.ssh/authorized_keys", planted));
};
const openLinks = () => {
    attempt(() => fs.symlinkSync(victim, open + "/fresh"));
    attempt(() => fs.symlinkSync(victim + "/key", open + "/file"));
    for (const end = Date.now() + random() * 8; Date.now() < end; ) trapStages();
    attempt(() => fs.unlinkSync(open + "/file"));
    attempt(() => fs.unlinkSync(open + "/fresh"));
};
process.stdout.write("ready\n");
process.on("SIGTERM", () => { process.stdout.write(String(count) + "\n", () => process.exit(0)); });
const attacks = [() => exchange(folder + "/.ssh"), () => exchange(folder + "/deep"), () => exchange(folder + "/deep/er"), plant, openLinks];
const step = () => {
    for (const end = Date.now() + 40; Date.now() < end; ) {
        attacks[Math.floor(random() * attacks.length)]();
        for (const pause = Date.now() + random() * 15; Date.now() < pause; ) trapStages();
    }
    setImmediate(step);
};
step();
`;

/** Where the race is, as the machine names it, and as the host does. */
export interface RaceGround {
    /** Of the racer. */
    readonly folder: string;
    /** Open to all, and sticky. */
    readonly open: string;
    /** Root's, with a file `key`; on the file system of the folder. */
    readonly victim: string;
    readonly victimOnHost: string;
    readonly userId: number;
}

export async function startRacer({ folder, open, victimOnHost, userId }: RaceGround): Promise<Racer> {
    const RACE = JSON.stringify({
        folder,
        open,
        victim: victimOnHost,
        planted: join(folder, "planted"),
        userId,
        seed: SEED,
    });
    const child = spawn(process.execPath, ["-e", PROGRAM], { env: { RACE }, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    const isReady = new Promise<void>((resolve) => {
        child.stdout.on("data", (chunk: Buffer) => {
            said += chunk.toString("utf8");
            resolve();
        });
    });
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    await Promise.race([isReady, ended]);
    return {
        stop: async () => {
            child.kill("SIGTERM");
            await ended;
            return Number(said.split("\n")[1]);
        },
    };
}

/** Everything of the victim that must stay as it is. */
export function readVictim({ victim }: RaceGround): unknown {
    return ["", ...readdirSync(victim, { recursive: true, encoding: "utf8" }).sort()].map((name) => {
        const path = join(victim, name);
        const { uid, gid, mode, ino, size } = lstatSync(path);
        return { name, uid, gid, mode, ino, size, content: statSync(path).isFile() ? readFileSync(path, "utf8") : "" };
    });
}

/** Makes the victim: a directory that only root may enter, with a file and a directory. */
export function makeVictim({ victim }: RaceGround): void {
    rmSync(victim, { recursive: true, force: true });
    mkdirSync(victim, { mode: 0o700 });
    mkdirSync(join(victim, "er"), { mode: 0o700 });
    writeFileSync(join(victim, "key"), "root's own", { mode: 0o600 });
    writeFileSync(join(victim, "authorized_keys"), "root's own", { mode: 0o600 });
}
