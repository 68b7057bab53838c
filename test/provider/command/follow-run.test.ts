import { expect, test } from "vitest";
import { makeDeadline } from "../../../provider/base/deadline";
import { ProviderError } from "../../../provider/base/error";
import { silentLog } from "../../../provider/base/log";
import { type CommandDeps, runCommand } from "../../../provider/command/index";
import { makeHosts } from "../../../provider/host";
import type { Channel, ChannelEnd, Session } from "../../../provider/session/session";
import { makePlan } from "../../support/command-plan";
import { type FakeClock, makeFakeClock } from "../../support/fake-clock";
import { leaseOn } from "../../support/hosts";

const MARKER = "ab".repeat(16);
const random = { hex: (byteCount: number) => "ab".repeat(byteCount), fraction: () => 0.5 };
const START = `${MARKER} hello\n${MARKER} run detached abababababababab\n`;
const END = `${MARKER} end 0 - script 1000 2000 boot -\n`;

function depsOf(clock: FakeClock, limitMs = 600_000): CommandDeps {
    return { clock, random, log: silentLog, deadline: makeDeadline(clock, limitMs) };
}

const hostsOf = (clock: FakeClock) => makeHosts({ clock, random });

/** A session whose host says these texts at once, and is silent then. */
function sayingThenSilent(...texts: readonly string[]): Session {
    const left = [...texts];
    const exec = async (): Promise<Channel> => {
        let settle: (end: ChannelEnd) => void = () => {};
        const ended = new Promise<ChannelEnd>((resolve) => {
            settle = resolve;
        });
        return {
            write: async () => {},
            end: () => {},
            onStdout: (listener) => listener(Buffer.from(left.shift() ?? "")),
            onStderr: () => {},
            pause: () => {},
            resume: () => {},
            ended,
            close: () => settle({ kind: "lost", reason: "the channel was given up" }),
        };
    };
    return {
        facts: { keyFingerprint: "", requestId: "", hostKeyFingerprint: "", route: "given", address: "host" },
        exec,
    };
}

test("a host that has been silent for a minute is connected to again, with the offsets that the client has", async () => {
    const clock = makeFakeClock();
    const sessions = [
        sayingThenSilent(`${START}${MARKER} out 0 4\none\n`),
        sayingThenSilent(`${START}${MARKER} out 4 4\ntwo\n${END}`),
    ];
    const connect = async () => leaseOn(sessions.shift() as Session, hostsOf(clock));
    const result = runCommand(makePlan("true"), connect, depsOf(clock));
    await clock.advance(59_000);
    expect(sessions).toHaveLength(1);
    await clock.advance(2_000);
    expect((await result).stdout.text).toBe("one\ntwo\n");
    expect((await result).attempts).toBe(2);
    expect(clock.pending()).toBe(0);
});

test("bytes that come twice are counted once", async () => {
    const clock = makeFakeClock();
    const session = sayingThenSilent(`${START}${MARKER} out 0 4\none\n${MARKER} out 2 6\ne\ntwo\n${END}`);
    const result = await runCommand(makePlan("true"), async () => leaseOn(session, hostsOf(clock)), depsOf(clock));
    expect(result.stdout.text).toBe("one\ntwo\n");
});

test("a channel that never opens ends with the deadline, and nothing ran", async () => {
    const clock = makeFakeClock();
    const session = { ...sayingThenSilent(), exec: () => new Promise<Channel>(() => {}) };
    const connect = async () => {
        if (clock.monotonicMs() >= deps.deadline.at) {
            throw new ProviderError({
                code: "NET_UNREACHABLE",
                summary: "No session was open in time.",
                commandRan: "did-not-run",
                retryable: true,
            });
        }
        return leaseOn(session, hostsOf(clock));
    };
    const deps = depsOf(clock, 30_000);
    const result = expect(runCommand(makePlan("true"), connect, deps)).rejects.toThrow("did not run");
    await clock.advance(40_000);
    await result;
});

test("a host that is silent beyond the deadline and its grace gives a lost run, never a success", async () => {
    const clock = makeFakeClock();
    const session = sayingThenSilent(START);
    let connections = 0;
    const connect = async () => {
        connections++;
        if (connections > 1) {
            throw new Error("no way to the host");
        }
        return leaseOn(session, hostsOf(clock));
    };
    const result = runCommand(makePlan("true"), connect, depsOf(clock, 20_000));
    await clock.advance(60_000);
    expect((await result).outcome).toMatchObject({ kind: "lost" });
});

test("a run that the host never starts is an error that reports it", async () => {
    const clock = makeFakeClock();
    const unstarted = `${START}${MARKER} unstarted\n`;
    const connect = async () => leaseOn(sayingThenSilent(unstarted), hostsOf(clock));
    const result = expect(runCommand(makePlan("true"), connect, depsOf(clock))).rejects.toThrow("did not run");
    await clock.advance(60_000);
    await result;
});

test("a restart of the host while the script ran is named", async () => {
    const clock = makeFakeClock();
    const session = sayingThenSilent(`${START}${MARKER} gone 1000 boot-one boot-two\n`);
    const result = await runCommand(makePlan("true"), async () => leaseOn(session, hostsOf(clock)), depsOf(clock));
    expect(result.outcome).toEqual({ kind: "lost", reason: "the instance rebooted while the script ran" });
    expect(result.startedAt).toBe(1000);
});
