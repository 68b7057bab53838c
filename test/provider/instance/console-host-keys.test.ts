import { describe, expect, it } from "vitest";
import { type Deadline, makeDeadline } from "../../../provider/base/deadline";
import { ProviderError } from "../../../provider/base/error";
import { silentLog } from "../../../provider/base/log";
import { makeConsoleKeys } from "../../../provider/instance";
import { readConsoleHostKeys } from "../../../provider/instance/console-host-keys";
import { makeFakeClock } from "../../support/fake-clock";
import { failureOf, makeFakeAws } from "../aws/fake-aws";
import { HOST_KEY_LINE } from "../inputs/values";

/** A whole key of a type, told apart by a number. */
function key(type: "ssh-ed25519" | "ecdsa-sha2-nistp256" | "ssh-rsa", number = 1): string {
    const fields = type === "ssh-ed25519" ? [32] : type === "ssh-rsa" ? [3, 257] : [8, 65];
    const sized = (part: Buffer) => Buffer.concat([Buffer.from([0, 0, part.length >> 8, part.length & 255]), part]);
    const blob = Buffer.concat([sized(Buffer.from(type)), ...fields.map((size) => sized(Buffer.alloc(size, number)))]);
    return `${type} ${blob.toString("base64")}`;
}

const ED = key("ssh-ed25519");
const EC = key("ecdsa-sha2-nistp256");
const RSA = key("ssh-rsa");
const block = (...lines: string[]) =>
    ["-----BEGIN SSH HOST KEY KEYS-----", ...lines, "-----END SSH HOST KEY KEYS-----"].join("\r\n");

describe("the host keys on a console", () => {
    it("are those of cloud-init's block, in any order, with comments and carriage returns", () => {
        const text = `ec2: SHA256:x\r\n${block(`${EC} root@ip-10-0-0-1`, ED, `${RSA} root@x`)}\r\n[ 12.3] done\r\n`;
        expect(readConsoleHostKeys(text)).toEqual({ kind: "keys", lines: [EC, ED, RSA] });
    });

    it("are found among what others print on it, and left out if they are torn apart", () => {
        const torn = `${EC.slice(0, 60)}\r\n[   11.2] kernel: audit\r\n${EC.slice(60)}`;
        const text = block(`[   11.1] systemd[1]: Started sshd.${ED} root@x`, torn, `[ 11.3] eth0: up`, RSA);
        expect(readConsoleHostKeys(text)).toEqual({ kind: "keys", lines: [ED, RSA] });
    });

    it("are none outside the block", () => {
        expect(readConsoleHostKeys(`ci-info: ${ED} user key\n`)).toEqual({ kind: "none", why: "absent" });
        const around = `${key("ssh-ed25519", 9)}\n${block(ED)}\n${key("ssh-ed25519", 8)}`;
        expect(readConsoleHostKeys(around)).toEqual({ kind: "keys", lines: [ED] });
    });

    it.each([
        ["", "blank"],
        [" \r\n", "blank"],
        ["[    0.0] Linux version 6.1", "absent"],
        [`${ED}\n-----END SSH HOST KEY KEYS-----`, "absent"],
        [`-----BEGIN SSH HOST KEY KEYS-----\n${ED}`, "incomplete"],
        [block("ssh-ed25519 AAAA", "garbage"), "unreadable"],
        [block(ED.slice(0, -8)), "unreadable"],
        [block(ED, key("ssh-ed25519", 2)), "contradictory"],
        [`${block(ED)}\n${block(key("ssh-ed25519", 2))}`, "contradictory"],
    ])("of %j are not there: %s", (text, why) => {
        expect(readConsoleHostKeys(text)).toEqual({ kind: "none", why });
    });

    it("may be printed twice, the second time with more", () => {
        expect(readConsoleHostKeys(`${block(ED)}\n${block(ED, RSA)}`)).toEqual({ kind: "keys", lines: [ED, RSA] });
        expect(readConsoleHostKeys(block(HOST_KEY_LINE))).toMatchObject({ kind: "keys" });
    });
});

describe("the wait for them", () => {
    const random = { hex: () => "", fraction: () => 0.5 };
    async function waitFor(consoles: readonly string[], limitMs = 60_000) {
        const clock = makeFakeClock();
        const aws = makeFakeAws([], { consoles });
        const deps = { log: silentLog, deadline: makeDeadline(clock, limitMs) };
        const passing = setInterval(() => void clock.advance(1_000), 1);
        try {
            return { keys: await makeConsoleKeys(aws, { clock, random }).await("i-1", deps), calls: aws.calls.length };
        } finally {
            clearInterval(passing);
        }
    }

    it("ends when they come: the console is blank first, and late", async () => {
        const consoles = ["", "booting", "-----BEGIN SSH HOST KEY KEYS-----", block(ED)];
        expect(await waitFor(consoles)).toEqual({ keys: [ED], calls: 4 });
    });

    it("reports what the console showed, not that the deadline cut the last look short", async () => {
        const clock = makeFakeClock();
        let looks = 0;
        const late = new ProviderError({
            code: "AWS_UNREACHABLE",
            summary: "no answer",
            commandRan: "did-not-run",
            retryable: true,
        });
        const aws = {
            consoleOutput: (_: string, deadline: { remainingMs(): number }) => {
                looks += 1;
                return looks === 1
                    ? Promise.resolve("")
                    : clock.sleep(deadline.remainingMs()).then(() => Promise.reject(late));
            },
        };
        const deps = { log: silentLog, deadline: makeDeadline(clock, 8_000) };
        const refused = failureOf(
            makeConsoleKeys(aws, { clock, random: { hex: () => "", fraction: () => 0.5 } }).await("i-1", deps),
        );
        await clock.advance(8_000);
        expect(await refused).toMatchObject({ code: "SSH_NO_CONSOLE_KEYS" });
        expect(looks).toBe(2);
    });

    it("ends at the deadline, and at once if they can't be trusted", async () => {
        const late = await failureOf(waitFor([""]));
        expect(late).toMatchObject({ code: "SSH_NO_CONSOLE_KEYS", commandRan: "did-not-run", retryable: true });
        expect(late.summary).toContain("the console is blank");
        const torn = await failureOf(waitFor([block("ssh-ed25519 AAAA")], Number.POSITIVE_INFINITY));
        expect(torn).toMatchObject({ code: "SSH_NO_CONSOLE_KEYS", retryable: false });
    });
});

describe("the look of somebody who can do without them", () => {
    const random = { hex: () => "", fraction: () => 0.5 };
    function look(consoles: readonly string[], ageMs: number | undefined, limitMs = 300_000) {
        const clock = makeFakeClock();
        const aws = makeFakeAws([], { consoles });
        const launchedAt = ageMs === undefined ? undefined : clock.now() - ageMs;
        const deps = { log: silentLog, deadline: makeDeadline(clock, limitMs) };
        const startedAt = clock.monotonicMs();
        const looking = makeConsoleKeys(aws, { clock, random }).look({ instanceId: "i-1", launchedAt }, deps);
        const took = looking.then((found) => ({
            found,
            calls: aws.calls.length,
            tookMs: clock.monotonicMs() - startedAt,
        }));
        return { clock, took };
    }

    it("waits for a young instance with a blank console, for a minute", async () => {
        const soon = look(["", "-----BEGIN SSH HOST KEY KEYS-----", block(ED)], 60_000);
        await soon.clock.advance(60_000);
        expect(await soon.took).toMatchObject({ found: { kind: "keys", lines: [ED] }, calls: 3 });
        const late = look([""], 60_000);
        await late.clock.advance(120_000);
        const { found, tookMs } = await late.took;
        expect(found).toEqual({ kind: "none", reason: "the console is blank" });
        expect([tookMs > 50_000, tookMs <= 60_000]).toEqual([true, true]);
    });

    it.each([
        [[""], 700_000, "the console is blank"],
        [[""], undefined, "the console is blank"],
        [["booted long ago"], 60_000, "the console shows no host keys"],
        [[block("garbage")], 60_000, "the console shows no host key that is whole"],
    ])("does not wait with %j after %s ms", async (consoles, ageMs, reason) => {
        const { took } = look(consoles, ageMs);
        expect(await took).toEqual({ found: { kind: "none", reason }, calls: 1, tookMs: 0 });
    });

    it("says that the permission is missing, and asks once for each instance, since a policy may go by tags", async () => {
        const clock = makeFakeClock();
        let calls = 0;
        const denied = {
            consoleOutput: async () => {
                calls += 1;
                throw new ProviderError({
                    code: "AWS_ACCESS_DENIED",
                    summary: "Could not read the console output of i-1: access is denied.",
                    commandRan: "did-not-run",
                    retryable: false,
                });
            },
        };
        const keys = makeConsoleKeys(denied, { clock, random });
        const deps = { log: silentLog, deadline: makeDeadline(clock, 60_000) };
        for (const instanceId of ["i-1", "i-2", "i-1"]) {
            const { kind, ...rest } = await keys.look({ instanceId, launchedAt: undefined }, deps);
            expect([kind, rest]).toEqual([
                "none",
                { reason: expect.stringContaining("ec2:GetConsoleOutput is not allowed") },
            ]);
        }
        expect(calls).toBe(2);
    });
});

describe("a look at the consoles of very many instances", () => {
    const random = { hex: () => "", fraction: () => 0.5 };
    async function lookAfter(turnMs: number, answerTakesMs: number) {
        const clock = makeFakeClock();
        const late = () =>
            new ProviderError({
                code: "AWS_ERROR",
                summary: "Late: no answer in time.",
                commandRan: "did-not-run",
                retryable: true,
            });
        const consoleOutput = (_id: string, deadline: Deadline, answerMs = Number.POSITIVE_INFINITY) =>
            deadline.race(async () => {
                await clock.sleep(turnMs);
                return deadline.within(answerMs).race(() => clock.sleep(answerTakesMs).then(() => block(ED)), late);
            }, late);
        const looking = makeConsoleKeys({ consoleOutput }, { clock, random }).look(
            { instanceId: "i-1", launchedAt: undefined },
            { log: silentLog, deadline: makeDeadline(clock, 300_000) },
        );
        await clock.advance(120_000);
        return looking;
    }

    it("waits for its turn, so that none is trusted unseen for being late in the row", async () => {
        expect(await lookAfter(50_000, 1_000)).toEqual({ kind: "keys", lines: [ED] });
    });

    it("does not wait as long for an answer", async () => {
        expect(await lookAfter(1_000, 20_000)).toEqual({
            kind: "none",
            reason: "its console could not be read: no answer in time",
        });
    });
});
