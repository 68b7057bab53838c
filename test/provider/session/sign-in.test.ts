import { existsSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../../lab";
import { type Clock, systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import type { ProviderError } from "../../../provider/base/error";
import { type Log, silentLog } from "../../../provider/base/log";
import { systemRandom } from "../../../provider/base/random";
import { directRoute } from "../../../provider/instance/way";
import { makeSessionPool, type SessionPool, type SessionRequest } from "../../../provider/session";
import { labRequest } from "../../support/lab-sessions";
import { requireRoot } from "../../support/rights";

/** As systemd writes it while it boots. */
const BOOTING =
    "System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. For technical details, see pam_nologin(8).";
const NOLOGIN = `echo '"${BOOTING}"' > /run/nologin`;
const WITH_PAM = ["UsePAM yes"];

let lab: Lab;
let pools: SessionPool[] = [];

beforeEach(async () => {
    lab = await startLab();
});
afterEach(async () => {
    for (const pool of pools) {
        pool.closeAll();
    }
    pools = [];
    await lab.stop();
});

function poolOn(clock: Clock = systemClock): SessionPool {
    const pool = makeSessionPool({ clock, random: systemRandom });
    pools.push(pool);
    return pool;
}

/** A real sshd, with PAM or what else is asked. */
async function launchSshd(options: LaunchOptions): Promise<LabInstance> {
    requireRoot();
    return lab.launchInstance({ kind: "openssh", ...options });
}

/** How opening a session failed. */
async function failureOn(instance: LabInstance, changes: Partial<SessionRequest> = {}, clock?: Clock) {
    const opened = poolOn(clock).lease(labRequest(lab, instance, changes));
    const error = await opened.then(
        () => undefined,
        (thrown: ProviderError) => thrown,
    );
    return error?.failure;
}

const shortly = () => ({ deadline: makeDeadline(systemClock, 5_000) });

describe("an sshd that takes no key of the user", () => {
    test.each([
        ["a password", ["PubkeyAuthentication no", "PasswordAuthentication yes"], "It asks for password."],
        [
            "wants an answer at the keyboard before it",
            [...WITH_PAM, "KbdInteractiveAuthentication yes", "AuthenticationMethods keyboard-interactive,publickey"],
            "It asks for keyboard-interactive.",
        ],
    ])("but %s is named at once", async (_what, sshdConfig, asked) => {
        const instance = await launchSshd({ sshdConfig });
        const failure = await failureOn(instance);
        expect(failure).toMatchObject({ code: "SSH_NO_KEY_METHOD", layer: "authentication", retryable: false });
        expect(failure?.summary).toContain(asked);
        expect([instance.pushedKeys.length, instance.connections.total]).toEqual([1, 1]);
    });
});

describe("an sshd that refuses every sign-in while /run/nologin exists", () => {
    test("is waited for, with its words in the status", async () => {
        const setup = `${NOLOGIN}
(while [ ! -e /home/ec2-user/booted ]; do sleep 0.05; done; rm /run/nologin; : > /home/ec2-user/open) >/dev/null 2>&1 &`;
        const instance = await launchSshd({ sshdConfig: WITH_PAM, setup });
        const home = (name: string) => join(instance.homeOf("ec2-user"), name);
        const waits: number[] = [];
        const clock: Clock = {
            ...systemClock,
            sleep: async (delayMs) => {
                if (delayMs > 0) {
                    waits.push(delayMs);
                    writeFileSync(home("booted"), "");
                    await expect.poll(() => existsSync(home("open"))).toBe(true);
                }
            },
        };
        const shown: string[] = [];
        const log: Log = { ...silentLog, status: (text) => void shown.push(text) };
        const { session } = await poolOn(clock).lease(labRequest(lab, instance, { log }));
        expect(session.facts.keyFingerprint).toMatch(/^SHA256:/);
        expect(instance.pushedKeys).toHaveLength(2);
        expect(shown).toContainEqual(
            expect.stringMatching(
                /did not let user "ec2-user" in, and reported: System is booting up\..* Trying again\.$/,
            ),
        );
        // Spaced as sign-ins that are refused: sshd counts them as such.
        expect(waits).toHaveLength(1);
        expect(waits[0]).toBeGreaterThanOrEqual(6_000);
    });

    test("and for too long is recognised by its words", async () => {
        const failure = await failureOn(await launchSshd({ sshdConfig: WITH_PAM, setup: NOLOGIN }), shortly());
        expect(failure).toMatchObject({ code: "SSH_ACCOUNT_REFUSED", layer: "authentication", retryable: true });
        expect(failure?.summary).toContain(`and reported: ${BOOTING}`);
        expect(failure?.remedies?.[0]).toContain("/run/nologin");
    });

    test("and says nothing is reported as well", async () => {
        const setup = ": > /run/nologin";
        const failure = await failureOn(await launchSshd({ sshdConfig: WITH_PAM, setup }), shortly());
        expect(failure).toMatchObject({ code: "SSH_ACCOUNT_REFUSED" });
        expect(failure?.summary).toContain("and reported no reason.");
    });
});

describe("an account", () => {
    test("that has expired ends the sign-in at once, with the command that mends it", async () => {
        const setup = `sed 's/^\\(ec2-user:[^:]*:[^:]*:[^:]*:[^:]*:[^:]*:[^:]*\\):[^:]*/\\1:10/' /etc/shadow > /tmp/shadow
cat /tmp/shadow > /etc/shadow`;
        const instance = await launchSshd({ sshdConfig: WITH_PAM, setup });
        const failure = await failureOn(instance);
        expect(failure).toMatchObject({ code: "SSH_ACCOUNT_EXPIRED", retryable: false });
        expect(failure?.summary).toContain("Your account has expired");
        expect(failure?.remedies?.[0]).toContain("chage -E -1 -I -1 -M -1 ec2-user");
        expect(instance.pushedKeys).toHaveLength(1);
    });

    test("that sshd refuses after a banner is reported with the banner", async () => {
        const instance = await launchSshd({
            setup: "printf 'Authorised people only.\\n\\033[2JAll is logged.\\n' > /run/banner",
            sshdConfig: ["Banner /run/banner", "DenyUsers ec2-user"],
        });
        const failure = await failureOn(instance, { deadline: makeDeadline(systemClock, 8_000) });
        expect(failure).toMatchObject({
            code: "SSH_KEY_REFUSED",
            details: "sshd reported: Authorised people only. All is logged",
        });
    });

    test("is refused, and no connection is lost, if sshd allows one try", async () => {
        const instance = await launchSshd({ sshdConfig: ["MaxAuthTries 1", "DenyUsers ec2-user"] });
        expect(await failureOn(instance, shortly())).toMatchObject({ code: "SSH_KEY_REFUSED" });
    });
});

test("a banner does no harm to a sign-in, nor makes a lost connection a refusal", async () => {
    const instance = await launchSshd({
        setup: "echo 'Authorised people only' > /run/banner",
        sshdConfig: ["Banner /run/banner"],
    });
    instance.faults.refuseKeys();
    instance.faults.delayKeyChecks(400);
    const sockets: Socket[] = [];
    const relay = createServer((client) => {
        const server = connect(instance.port, instance.privateAddress);
        client.on("error", () => {});
        server.on("error", () => {});
        client.pipe(server).pipe(client);
        sockets.push(client);
    });
    await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
    const { port } = relay.address() as { port: number };
    const setbacks: string[] = [];
    const log: Log = { ...silentLog, status: (text) => void setbacks.push(text) };
    const routes = [directRoute("given", "127.0.0.1", port)];
    const leasing = poolOn().lease(labRequest(lab, instance, { routes, log }));
    // The banner came with the refusal of the first offer; a load balancer closes the connection before the answer to the second.
    await expect.poll(() => instance.pushedKeys.length, { interval: 5 }).toBe(2);
    sockets[0]?.end();
    instance.faults.delayKeyChecks(0);
    await leasing;
    expect(setbacks.join("\n")).toContain("ended before sign-in was complete");
    expect(instance.pushedKeys).toHaveLength(3);
    expect(setbacks.join("\n")).not.toContain("did not let user");
    relay.close();
});

describe("an sshd that has no room", () => {
    test("is waited for until it has, a real one with MaxStartups", async () => {
        const instance = await launchSshd({ sshdConfig: ["MaxStartups 1"] });
        const held = connect(instance.port, instance.privateAddress);
        await new Promise((resolve) => held.once("data", resolve));
        const shown: string[] = [];
        const log: Log = {
            ...silentLog,
            status: (text) => {
                shown.push(text);
                if (text.includes("Trying again.")) {
                    held.destroy();
                }
            },
        };
        await poolOn().lease(labRequest(lab, instance, { log }));
        expect(shown.find((text) => text.includes("Trying again."))).toContain("Exceeded MaxStartups");
    });

    test.each([
        ["Exceeded MaxStartups", "Raise MaxStartups (and PerSourceMaxStartups)", 300],
        ["Not allowed at this time", "PerSourcePenaltyExemptList", 20_000],
    ])("and says %j is tried again, and its limit named", async (greeting, remedy, leastWaitMs) => {
        const instance = await lab.launchInstance();
        const server = createServer((socket) => socket.end(`${greeting}\r\n`));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as { port: number };
        const routes = [directRoute("given", "127.0.0.1", port)];
        const waits: number[] = [];
        let now = 0;
        const clock: Clock = {
            ...systemClock,
            monotonicMs: () => now,
            sleep: async (delayMs) => {
                waits.push(delayMs);
                now += delayMs;
            },
        };
        const failure = await failureOn(instance, { routes, deadline: makeDeadline(clock, 60_000) }, clock);
        expect(failure).toMatchObject({ code: "SSH_HANDSHAKE_FAILED", details: `the server reported: ${greeting}` });
        expect(failure?.remedies?.[0]).toContain(remedy);
        expect(waits.length).toBeGreaterThan(1);
        expect(waits[0]).toBeGreaterThanOrEqual(leastWaitMs * 0.75);
        expect(instance.pushedKeys).toHaveLength(0);
        server.close();
    });
});
