import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import type { Channel, Session } from "../../../provider/session/session";
import { type Cut, makeLocalSession } from "../../support/command-local-session";
import { makeFile, makeFilesHost } from "../../support/files-host";
import { requireRoot } from "../../support/rights";
import { SEED } from "../../support/seed";
import { makeSeededRandom } from "../../support/seeded-random";

const CUTS = Number(process.env.CUTS ?? 200);

/** Pauses between connections are no part of the test. */
const NOBODY = 65534;
const HASTY = { ...systemClock, sleep: async () => {} };

interface Round {
    readonly cuts: number;
    readonly wrong: readonly string[];
}

/** Places files of many sizes over a link that is cut at up to eight random bytes, and looks at each final name meanwhile. */
async function placeThroughCuts(seed: number): Promise<Round> {
    const random = makeSeededRandom(seed);
    const host = makeFilesHost();
    const wrong: string[] = [];
    const sizes = [0, 1, 700, 70_000, 300_000, Math.floor(random() * 9_000_000)];
    const contents = sizes.map((size, index) => String.fromCharCode(97 + index).repeat(size));
    const pathOf = (index: number) => host.at(`in/${index % 2}`, `${index}`);
    const mode = 0o640;
    const files = contents.map((content, index) => makeFile(pathOf(index), content, { mode }));
    await host.place([makeFile(pathOf(1), "old", { mode })]);
    const look = () => {
        for (const [index, content] of contents.entries()) {
            const path = pathOf(index);
            if (existsSync(path)) {
                const text = readFileSync(path, "utf8");
                const isOld = index === 1 && text === "old";
                if (!isOld && text !== content) {
                    wrong.push(`seed ${seed}: ${index} has ${text.length} of ${content.length} bytes`);
                }
                if ((statSync(path).mode & 0o777) !== mode) {
                    wrong.push(`seed ${seed}: ${index} has another mode`);
                }
            }
        }
    };
    const total = sizes.reduce((sum, size) => sum + size, 40_000);
    const cutsWanted = 1 + Math.floor(random() * 8);
    let cuts = -1;
    const connect = async () => {
        cuts += 1;
        look();
        const cut = chooseCut(random, total);
        // What a half cut makes the host say is believed when it is said four times in a row.
        const mayBeHalf = cuts % 3 === 0;
        return makeLocalSession(cuts < cutsWanted ? { cut: { ...cut, isHalf: mayBeHalf && random() < 0.7 } } : {});
    };
    await host
        .place(files, [], { connect, clock: HASTY })
        .catch((error: Error) => wrong.push(`seed ${seed}: ${error.message}`));
    look();
    for (const [index, content] of contents.entries()) {
        if (!existsSync(pathOf(index)) || readFileSync(pathOf(index), "utf8") !== content) {
            wrong.push(`seed ${seed}: ${index} is not there`);
        }
    }
    const left = readdirSync(host.at(), { recursive: true }).filter((name) => String(name).includes(".eic-"));
    wrong.push(...left.map((name) => `seed ${seed}: left over ${name}`));
    host.remove();
    return { cuts, wrong };
}

function chooseCut(random: () => number, total: number): Cut {
    const kind = random();
    if (kind < 0.2) {
        return { afterReceivedBytes: Math.floor(random() * 1_500) };
    }
    return { afterSentBytes: Math.floor(random() * (kind < 0.6 ? 20_000 : total)) };
}

describe("a link that is cut at random bytes", () => {
    it(`leaves each file whole or absent, and the operation ends with all in place (${CUTS} cuts, seeds from ${SEED})`, async () => {
        const wrong: string[] = [];
        let [cuts, seed] = [0, SEED];
        const work = async () => {
            while (cuts < CUTS) {
                const round = await placeThroughCuts(seed++);
                cuts += round.cuts;
                wrong.push(...round.wrong);
            }
        };
        await Promise.all([work(), work(), work()]);
        expect(wrong).toEqual([]);
        expect(cuts).toBeGreaterThanOrEqual(CUTS);
    }, 1_800_000);

    it("leaves left-overs to the next run, which removes only its own", async () => {
        const host = makeFilesHost();
        const file = makeFile(host.at("file"), "x".repeat(2_000_000));
        let isFirst = true;
        const connect = async () => {
            if (!isFirst) {
                throw new Error("the engine was killed");
            }
            isFirst = false;
            return makeLocalSession({ cut: { afterSentBytes: 1_000_000 } });
        };
        await expect(host.place([file], [], { connect })).rejects.toThrow("the engine was killed");
        expect(readdirSync(host.at())).toHaveLength(1);
        await host.place([makeFile(host.at("other"), "by another resource")], [], { resource: "another" });
        expect(readdirSync(host.at())).toHaveLength(2);
        await host.place([file]);
        expect(readdirSync(host.at()).sort()).toEqual(["file", "other"]);
        writeFileSync(join(host.at(), "mine"), "");
        host.remove();
    });

    it("makes no failure for a user without sudo: what is left over is the user's own", async () => {
        requireRoot();
        const host = makeFilesHost();
        mkdirSync(host.at("home"));
        chownSync(host.at("home"), NOBODY, NOBODY);
        const loginShell = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "/bin/sh", "-c"];
        const cuts = [{ cut: { afterSentBytes: 1_000_000 } }, {}];
        const connect = async () => makeLocalSession({ loginShell, ...cuts.shift() });
        await host.place([makeFile(host.at("home/file"), "x".repeat(2_000_000))], [], { connect, clock: HASTY });
        expect(cuts).toEqual([]);
        expect(readdirSync(host.at("home"))).toEqual(["file"]);
        host.remove();
    });

    it("does not make the operation forget that a directory is its own", async () => {
        const host = makeFilesHost();
        const cuts = [{ cut: { afterSentBytes: 1_000_000 } }, {}];
        const connect = async () => makeLocalSession(cuts.shift());
        const file = makeFile(host.at("a/b/file"), "x".repeat(2_000_000), { onDelete: "remove" });
        const placed = await host.place([file], [], { connect, clock: HASTY });
        expect(cuts).toEqual([]);
        await host.place([], placed);
        expect(readdirSync(host.at())).toEqual([]);
        host.remove();
    });

    it("a connection is not disturbed by the shell of one before it that is slow to end", async () => {
        const host = makeFilesHost();
        const late = makeLateShell();
        const sessions = [late.session, late.sessionBefore("eic_report staged")];
        const connect = async () => sessions.shift() ?? makeLocalSession();
        await host.place([makeFile(host.at("in/file"), "x".repeat(300_000))], [], { connect, clock: HASTY });
        expect(late.hasRun()).toBe(true);
        expect(sessions).toEqual([]);
        expect(readdirSync(host.at("in"))).toEqual(["file"]);
        host.remove();
    });
});

/** A connection whose host takes in all that is sent, and does it only when the connection after it is under way. */
function makeLateShell() {
    const late: { command: string; bytes: Buffer[] } = { command: "", bytes: [] };
    let hasRun = false;
    const runLate = async () => {
        const channel = await makeLocalSession().exec(late.command);
        channel.onStdout(() => {});
        channel.onStderr(() => {});
        await channel.write(Buffer.concat(late.bytes));
        channel.end();
        await channel.ended;
        hasRun = true;
    };
    const near = makeLocalSession();
    let channels = 0;
    const session: Session = {
        ...near,
        exec: async (command) => {
            channels += 1;
            if (channels === 1) {
                return near.exec(command);
            }
            late.command = command;
            return {
                ...NO_ANSWER,
                write: async (data) => void late.bytes.push(Buffer.from(data)),
            };
        },
    };
    /** A session that lets the late shell run when the host has done the piece with the call, and all before it. */
    const sessionBefore = (call: string): Session => {
        const local = makeLocalSession();
        return {
            ...local,
            exec: async (command) => {
                const channel = await local.exec(command);
                let heard = "";
                let onHeard = () => {};
                return {
                    ...channel,
                    onStdout: (listener) =>
                        channel.onStdout((chunk) => {
                            heard += chunk.toString("latin1");
                            onHeard();
                            listener(chunk);
                        }),
                    write: async (data) => {
                        const bytes = Buffer.from(data);
                        const at = bytes.indexOf(`${call}\n`);
                        if (at < 0) {
                            return channel.write(bytes);
                        }
                        const end = bytes.indexOf("#end", at) + "#end".length;
                        await channel.write(bytes.subarray(0, end));
                        await new Promise<void>((resolve) => {
                            onHeard = () => void (/ staged.*\n/.test(heard) && resolve());
                            onHeard();
                        });
                        await runLate();
                        await channel.write(bytes.subarray(end));
                    },
                };
            },
        };
    };
    return { session, sessionBefore, hasRun: () => hasRun };
}

const NO_ANSWER: Channel = {
    write: async () => {},
    end: () => {},
    onStdout: () => {},
    onStderr: () => {},
    pause: () => {},
    resume: () => {},
    ended: Promise.resolve({ kind: "lost", reason: "the link was cut" }),
    close: () => {},
};
