import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../../lab";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { inWords, type ProviderError } from "../../../provider/base/error";
import { silentLog } from "../../../provider/base/log";
import { systemRandom } from "../../../provider/base/random";
import { PULUMI_WORDS } from "../../../provider/process/pulumi-words";
import { makeSessionPool, type SessionPool } from "../../../provider/session";
import type { Session } from "../../../provider/session/session";
import { labRequest } from "../../support/lab-sessions";

let lab: Lab;
let instance: LabInstance;
let pool: SessionPool;

beforeEach(async () => {
    lab = await startLab();
    instance = await lab.launchInstance();
    pool = makeSessionPool({ clock: systemClock, random: systemRandom });
});

afterEach(async () => {
    pool.closeAll();
    await lab.stop();
});

async function run(session: Session, script: string, command = "/bin/sh -s") {
    const channel = await session.exec(command);
    const chunks: Buffer[] = [];
    channel.onStdout((chunk) => chunks.push(chunk));
    channel.onStderr(() => {});
    // A command that has ended already reads no more; how it ended is what counts.
    await channel.write(script).catch(() => {});
    channel.end();
    const end = await channel.ended;
    return { end, stdout: Buffer.concat(chunks).toString() };
}

test("a pool that is closed refuses a connection at once", async () => {
    pool.closeAll();
    await expect(pool.lease(labRequest(lab, instance))).rejects.toMatchObject({
        failure: { code: "SSH_CONNECTION_LOST", retryable: false, commandRan: "did-not-run" },
    });
});

describe("a session", () => {
    test("runs a command with a key that was pushed for it alone", async () => {
        const lease = await pool.lease(labRequest(lab, instance));
        expect(await run(lease.session, "echo hello; exit 3")).toEqual({
            end: { kind: "exited", exitCode: 3 },
            stdout: "hello\n",
        });
        expect(instance.pushedKeys).toHaveLength(1);
        expect(lease.session.facts).toMatchObject({
            keyFingerprint: instance.connections.signIns[0]?.keyFingerprint,
            hostKeyFingerprint: instance.hostKeyFingerprints[0],
        });
        expect(lease.session.facts.requestId).not.toBe("");
    });

    test("tells a signal from an exit code, and a lost connection from both", async () => {
        const { session } = await pool.lease(labRequest(lab, instance));
        expect((await run(session, "", "kill -TERM $$")).end).toEqual({ kind: "signalled", signal: "TERM" });
        const cutOff = await session.exec("sleep 3600");
        cutOff.onStdout(() => {});
        instance.faults.cutConnections();
        expect((await cutOff.ended).kind).toBe("lost");
    });

    test("is shared by all that ask for it at the same time: one connection, one push", async () => {
        const leases = await Promise.all(Array.from({ length: 8 }, () => pool.lease(labRequest(lab, instance))));
        expect(instance.connections.total).toBe(1);
        expect(instance.pushedKeys).toHaveLength(1);
        await Promise.all(leases.map(({ session }) => run(session, "true")));
        for (const lease of leases) {
            lease.release();
        }
    });

    test("queues what has no room, and opens a second connection beside commands that hold theirs for long", async () => {
        const leases = await Promise.all(Array.from({ length: 9 }, () => pool.lease(labRequest(lab, instance))));
        expect(instance.connections.total).toBe(2);
        expect(new Set(leases.map(({ session }) => session)).size).toBe(2);
    });

    test("is the only one for a hundred commands that start together, of which none is long", async () => {
        pool = makeSessionPool({ clock: { ...systemClock, after: () => () => {} }, random: systemRandom });
        const one = async (index: number) => {
            const lease = await pool.lease(labRequest(lab, instance));
            const { stdout } = await run(lease.session, `echo ${index}`);
            lease.release();
            return stdout;
        };
        const outputs = await Promise.all(Array.from({ length: 100 }, (_, index) => one(index)));
        expect(outputs).toEqual(outputs.map((_, index) => `${index}\n`));
        expect([instance.connections.total, instance.pushedKeys.length]).toEqual([1, 1]);
    });

    test("gives a place to the next as soon as one is free", async () => {
        // On a clock whose timers never fire: here nothing is held for long.
        pool = makeSessionPool({ clock: { ...systemClock, after: () => () => {} }, random: systemRandom });
        const leases = await Promise.all(Array.from({ length: 8 }, () => pool.lease(labRequest(lab, instance))));
        const next = pool.lease(labRequest(lab, instance));
        leases[0]?.release();
        expect((await next).session).toBe(leases[0]?.session);
        expect(instance.connections.total).toBe(1);
    });

    test("takes what the server allows: if MaxSessions is low, long commands get connections of their own", async () => {
        const narrow = await lab.launchInstance({ maxSessions: 2 });
        const runOnce = async (index: number) => {
            for (;;) {
                const lease = await pool.lease(labRequest(lab, narrow));
                try {
                    return (await run(lease.session, `sleep 5; echo ${index}`)).stdout;
                } catch (error) {
                    expect(error).toMatchObject({ failure: { code: "SSH_CHANNEL_REFUSED", retryable: true } });
                } finally {
                    lease.release();
                }
            }
        };
        const outputs = await Promise.all([0, 1, 2, 3, 4].map(runOnce));
        expect(outputs).toEqual(["0\n", "1\n", "2\n", "3\n", "4\n"]);
        expect(narrow.connections.total).toBeGreaterThan(1);
    });

    test("is opened again after the connection was lost, with another key", async () => {
        const first = await pool.lease(labRequest(lab, instance));
        instance.faults.cutConnections();
        await expect.poll(() => instance.connections.open).toBe(0);
        const second = await pool.lease(labRequest(lab, instance));
        expect((await run(second.session, "echo again")).stdout).toBe("again\n");
        expect(second.session.facts.keyFingerprint).not.toBe(first.session.facts.keyFingerprint);
    });
});

describe("signing in", () => {
    test("pushes again and offers again on the same connection when the key is refused", async () => {
        instance.faults.refuseKeys(1);
        await pool.lease(labRequest(lab, instance));
        expect(instance.pushedKeys).toHaveLength(2);
        expect(instance.connections.total).toBe(1);
    });

    test("waits at least 6 s before a new connection once a key was refused on one", async () => {
        instance.faults.refuseKeys(3);
        const startedAt = Date.now();
        await pool.lease(labRequest(lab, instance));
        expect(instance.connections.total).toBe(2);
        expect(Date.now() - startedAt).toBeGreaterThan(6_000);
    });

    test("says why, when the user does not exist, and that nothing ran", async () => {
        const warnings: string[] = [];
        const log = { ...silentLog, words: PULUMI_WORDS, warning: (text: string) => void warnings.push(text) };
        const request = labRequest(lab, instance, { deadline: makeDeadline(systemClock, 20_000), log });
        const nobody = { ...request, target: { ...request.target, osUser: "nobody-here" } };
        await expect(pool.lease(nobody)).rejects.toMatchObject({
            failure: { code: "SSH_KEY_REFUSED", layer: "authentication", commandRan: "did-not-run" },
        });
        expect(warnings).toEqual([expect.stringContaining("Check connection.osUser")]);
    });

    test("waits for an sshd that comes up late", async () => {
        await instance.faults.refuseConnections(1_500);
        const lease = await pool.lease(labRequest(lab, instance));
        expect((await run(lease.session, "echo up")).stdout).toBe("up\n");
    });

    test("gives up at its deadline, names the address and that nothing listens there", async () => {
        await instance.faults.refuseConnections();
        const request = labRequest(lab, instance, { deadline: makeDeadline(systemClock, 8_000) });
        await expect(pool.lease(request)).rejects.toMatchObject({ failure: { code: "NET_REFUSED", layer: "network" } });
        expect(instance.pushedKeys).toHaveLength(0);
    });

    test("does not hang on a server that says nothing", async () => {
        instance.faults.withholdBanner();
        const request = labRequest(lab, instance, { deadline: makeDeadline(systemClock, 8_000) });
        await expect(pool.lease(request)).rejects.toMatchObject({ failure: { code: "SSH_HANDSHAKE_FAILED" } });
    });

    test("of another resource is not waited for longer than one's own deadline", async () => {
        await instance.faults.refuseConnections();
        const [long, short] = [300_000, 2_000].map((limitMs) =>
            pool.lease(labRequest(lab, instance, { deadline: makeDeadline(systemClock, limitMs) })),
        );
        await expect(short).rejects.toMatchObject({ failure: { code: "NET_REFUSED" } });
        await instance.faults.acceptConnections();
        (await long)?.release();
    });

    test("is opened again by the next request if the one that opened it has run out of time", async () => {
        await instance.faults.refuseConnections();
        const [short, long] = [2_000, 300_000].map((limitMs) =>
            pool.lease(labRequest(lab, instance, { deadline: makeDeadline(systemClock, limitMs) })),
        );
        await expect(short).rejects.toMatchObject({ failure: { code: "NET_REFUSED" } });
        await instance.faults.acceptConnections();
        (await long)?.release();
    });

    test("has a place until the end of the operation at most, and waiting for it counts for nothing else", async () => {
        const request = (operation: number, connecting: number) => {
            const deadline = makeDeadline(systemClock, operation).within(connecting);
            return labRequest(lab, instance, { deadline });
        };
        const held = await Promise.all(Array.from({ length: 32 }, () => pool.lease(request(300_000, 60_000))));
        await expect(pool.lease(request(1_500, 60_000))).rejects.toMatchObject({
            failure: { code: "SSH_NO_PLACE", commandRan: "did-not-run" },
        });
        const patient = pool.lease(request(300_000, 1_000));
        const beginning = Date.now();
        await expect.poll(() => Date.now() - beginning).toBeGreaterThan(1_500);
        held[0]?.release();
        (await patient).release();
    });

    test("fails all that wait for one connection when it can't be had", async () => {
        const push = async () => {
            throw new Error("no such instance");
        };
        const outcomes = await Promise.allSettled([1, 2, 3].map(() => pool.lease(labRequest(lab, instance, { push }))));
        expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    });
});

describe("the host key", () => {
    test("is checked before a key is pushed: a wrong one is refused with both fingerprints", async () => {
        const pinned = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        await expect(
            pool.lease(labRequest(lab, instance, { hostKeyPolicy: "pinned", hostKeys: [pinned] })),
        ).rejects.toThrow(`the server presented ${instance.hostKeyFingerprints[0]}, expected ${pinned}`);
        expect(instance.pushedKeys).toHaveLength(0);
    });

    test("is accepted when pinned as a key line or as a fingerprint", async () => {
        for (const hostKeys of [instance.hostKeyLines, instance.hostKeyFingerprints]) {
            const lease = await pool.lease(labRequest(lab, instance, { hostKeyPolicy: "pinned", hostKeys }));
            lease.release();
        }
        expect(instance.connections.total).toBe(1);
    });

    test("is refused when it differs from the one in state, and accepted with the policy off", async () => {
        const recordedHostKeys = instance.hostKeyFingerprints;
        await instance.faults.changeHostKey();
        await expect(pool.lease(labRequest(lab, instance, { recordedHostKeys }))).rejects.toMatchObject({
            failure: { code: "SSH_HOST_KEY_MISMATCH" },
        });
        await pool.lease(labRequest(lab, instance, { recordedHostKeys, hostKeyPolicy: "off" }));
    });

    test("met on first use is warned of once, and holds for the other resources of the process", async () => {
        const warnings: string[] = [];
        const log = { ...silentLog, warning: (text: string) => void warnings.push(text) };
        const first = await pool.lease(labRequest(lab, instance, { log }));
        first.release();
        await pool.lease(labRequest(lab, instance, { log }));
        expect(warnings).toHaveLength(1);
        expect(warnings[0]).toContain(instance.hostKeyFingerprints[0]);
        instance.faults.cutConnections();
        await expect.poll(() => instance.connections.open).toBe(0);
        await instance.faults.changeHostKey();
        await expect(pool.lease(labRequest(lab, instance, { log }))).rejects.toMatchObject({
            failure: { code: "SSH_HOST_KEY_MISMATCH" },
        });
    });

    test("of a shared connection is judged by each that joins it", async () => {
        await pool.lease(labRequest(lab, instance, { hostKeyPolicy: "off" }));
        const hostKeys = ["SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"];
        await expect(
            pool.lease(labRequest(lab, instance, { hostKeyPolicy: "pinned", hostKeys })),
        ).rejects.toMatchObject({
            failure: { code: "SSH_HOST_KEY_MISMATCH" },
        });
    });

    test("met on first use over several connections at once is warned of once, and is the same for all", async () => {
        const warnings: string[] = [];
        const log = { ...silentLog, warning: (text: string) => void warnings.push(text) };
        const credentials = ["one", "two", "three"];
        const requests = credentials.map((credentialsKey) => labRequest(lab, instance, { log, credentialsKey }));
        const leases = await Promise.all(requests.map((request) => pool.lease(request)));
        expect(instance.connections.total).toBe(3);
        expect(new Set(leases.map(({ session }) => session.facts.hostKeyFingerprint)).size).toBe(1);
        expect(warnings).toHaveLength(1);
    });

    test("may be any that the host holds: one that is not shown first is asked for", async () => {
        const host = await lab.launchInstance({ hostKeyTypes: ["ed25519", "ecdsa", "rsa"] });
        // A line names its type; a fingerprint does not, so that each type has to be seen.
        for (const [pins, connections] of [
            [host.hostKeyLines, [1, 1, 1]],
            [host.hostKeyFingerprints, [1, 2, 3]],
        ] as const) {
            const totals: number[] = [];
            for (const [index, pin] of pins.entries()) {
                const before = host.connections.total;
                const request = labRequest(lab, host, { hostKeyPolicy: "pinned", hostKeys: [pin] });
                const lease = await pool.lease({ ...request, credentialsKey: `${pin}` });
                expect(lease.session.facts.hostKeyFingerprint).toBe(host.hostKeyFingerprints[index]);
                totals.push(host.connections.total - before);
            }
            expect(totals).toEqual(connections);
        }
        expect(host.pushedKeys).toHaveLength(6);
    });

    test("that is wrong on a host with several is refused, with the one that it showed first, and nothing is pushed", async () => {
        const host = await lab.launchInstance({ hostKeyTypes: ["ed25519", "ecdsa", "rsa"] });
        const recordedHostKeys = [...host.hostKeyFingerprints];
        await host.faults.changeHostKey();
        const { failure } = await pool.lease(labRequest(lab, host, { recordedHostKeys })).then(
            () => expect.unreachable(),
            (error: ProviderError) => inWords(error, PULUMI_WORDS),
        );
        expect(failure.summary).toContain(`presented ${host.hostKeyFingerprints[0]}`);
        expect(failure.summary).toContain(recordedHostKeys[0]);
        expect(failure.remedies?.join()).toContain(`connection.hostKeys: ["${host.hostKeyFingerprints[0]}"]`);
        expect(host.pushedKeys).toHaveLength(0);
    });
});
