import { once } from "node:events";
import { connect } from "node:net";
import { Duplex, PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../../lab";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import { directRoute, type Way } from "../../../provider/instance/way";
import { type Dial, makeSessionPool, type SessionPool } from "../../../provider/session";
import { labRequest } from "../../support/lab-sessions";

let lab: Lab;
let instance: LabInstance;
const pools: SessionPool[] = [];

beforeEach(async () => {
    lab = await startLab();
    instance = await lab.launchInstance();
});

afterEach(async () => {
    for (const pool of pools.splice(0)) {
        pool.closeAll();
    }
    await lab.stop();
});

function poolWith(dial: Dial): SessionPool {
    const pool = makeSessionPool({ clock: systemClock, random: systemRandom, dial });
    pools.push(pool);
    return pool;
}

/** A stream to the address that is no socket: it has nothing but what every Duplex has. */
async function dialAsStream({ address, port }: Way): Promise<Duplex> {
    const socket = connect({ host: address, port });
    await once(socket, "connect");
    const stream = new Duplex({
        read: () => socket.resume(),
        write: (chunk, _encoding, done) => void socket.write(chunk, done),
        final: (done) => void socket.end(done),
        destroy: (error, done) => {
            socket.destroy();
            done(error);
        },
    });
    socket.on("data", (chunk) => stream.push(chunk) || socket.pause());
    socket.on("end", () => stream.push(null));
    socket.on("close", () => stream.destroy());
    socket.on("error", (error) => stream.destroy(error));
    return stream;
}

const directWay = (): Way => ({ kind: "direct", address: instance.privateAddress, port: instance.port });

describe("a session over a stream that is dialled elsewhere", () => {
    test("gets the way of the request, and runs commands over any Duplex", async () => {
        const asked: Way[] = [];
        const pool = poolWith((way) => {
            asked.push(way);
            return dialAsStream(directWay());
        });
        const way: Way = { kind: "direct", address: "not.dialled.by.us", port: 2022 };
        const { session } = await pool.lease(labRequest(lab, instance, { routes: [{ name: "given", way }] }));
        const channel = await session.exec("/bin/sh -s");
        const output: Buffer[] = [];
        channel.onStdout((chunk) => output.push(chunk));
        channel.onStderr(() => {});
        await channel.write("head -c 300000 /dev/zero; exit 4");
        channel.end();
        expect(await channel.ended).toEqual({ kind: "exited", exitCode: 4 });
        expect(Buffer.concat(output)).toHaveLength(300_000);
        expect(asked).toEqual([way]);
    });

    test("gets the address of the instance as a direct way", async () => {
        const asked: Way[] = [];
        const pool = poolWith((way) => {
            asked.push(way);
            return dialAsStream(way);
        });
        await pool.lease(labRequest(lab, instance));
        expect(asked).toEqual([directWay()]);
    });

    test("is lost when the stream is, and closes the stream when the pool is closed", async () => {
        const streams: Duplex[] = [];
        const pool = poolWith(async (way) => {
            const stream = await dialAsStream(way);
            streams.push(stream);
            return stream;
        });
        const { session } = await pool.lease(labRequest(lab, instance));
        const channel = await session.exec("sleep 30");
        streams[0]?.destroy();
        expect((await channel.ended).kind).toBe("lost");
        await pool.lease(labRequest(lab, instance));
        pool.closeAll();
        expect(streams.map(({ destroyed }) => destroyed)).toEqual([true, true]);
    });

    test("that says nothing is left for another route after some seconds", async () => {
        const dialled: string[] = [];
        const pool = poolWith(async (way) => {
            dialled.push(way.address);
            return way.address === "mute.test" ? new PassThrough() : dialAsStream(directWay());
        });
        const routes = [
            directRoute("public", "mute.test", 22),
            directRoute("private", instance.privateAddress, instance.port),
        ];
        const { session } = await pool.lease(labRequest(lab, instance, { routes }));
        expect(session.facts.route).toBe("private");
        expect(dialled).toEqual(["mute.test", instance.privateAddress]);
    });

    test("is shared only by those who asked for the same route", async () => {
        const pool = poolWith(() => dialAsStream(directWay()));
        const by = (routeChoice: string) => pool.lease(labRequest(lab, instance, { routeChoice }));
        const [first, second, third] = await Promise.all([by("auto"), by("public"), by("auto")]);
        expect(third.session).toBe(first.session);
        expect(second.session).not.toBe(first.session);
    });

    test("keeps the words with which the far side hangs up, and holds the deadline of a dial that never ends", async () => {
        const talkative = poolWith(async () => {
            const stream = new PassThrough();
            stream.end("Not allowed at this time\r\n");
            return stream;
        });
        const soon = () => labRequest(lab, instance, { deadline: makeDeadline(systemClock, 1_000) });
        await expect(talkative.lease(soon())).rejects.toMatchObject({
            failure: { code: "SSH_HANDSHAKE_FAILED", details: expect.stringContaining("Not allowed at this time") },
        });
        let abortedWith: unknown;
        const silent = poolWith(
            (_way, { signal }) =>
                new Promise((_resolve, reject) => {
                    signal.addEventListener("abort", () => {
                        abortedWith = signal.reason;
                        reject(signal.reason);
                    });
                }),
        );
        await expect(silent.lease(soon())).rejects.toMatchObject({ failure: { code: "NET_UNREACHABLE" } });
        expect(abortedWith).toMatchObject({ failure: { code: "NET_UNREACHABLE" } });
    });
});
