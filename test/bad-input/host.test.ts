import { describe, expect, test } from "vitest";
import type { Clock } from "../../provider/base/clock";
import { makeDeadline } from "../../provider/base/deadline";
import { isProviderError } from "../../provider/base/error";
import { silentLog } from "../../provider/base/log";
import { parseEnd, parseGone } from "../../provider/command/parse-end-report";
import { runCommand } from "../../provider/command/run-command";
import { makeHosts } from "../../provider/host";
import { makeFrameParser } from "../../provider/host/frame-parser";
import type { Channel, ChannelEnd, Session } from "../../provider/session/session";
import { makePlan } from "../support/command-plan";
import { makeFakeClock } from "../support/fake-clock";
import { leaseOn } from "../support/hosts";
import fc from "../support/property";

/** The marker that this provider gives the host: a host that wants to lie knows it. */
const MARKER = "a".repeat(32);
const random = { hex: (bytes: number) => "a".repeat(bytes * 2), fraction: () => 0.5 };

const WORDS = [
    "hello",
    "over",
    "end",
    "gone",
    "out",
    "err",
    "text",
    "run",
    "started",
    "attached",
    "refused",
    "reports",
    "handed",
    "no-sudo",
    "fail",
    "full",
    "left",
    "-1",
    "0",
    "1",
    "99999999999999999999",
    "-",
    "boot",
    "NaN",
    "ran",
    "timed",
    "held",
    "a".repeat(16),
    "\u0000",
    "é",
];

const line = fc
    .array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 12 }), fc.integer().map(String)), {
        maxLength: 9,
    })
    .map((words) => words.join(" "));

/** What a host may send: frames that lie, garbage, halves of markers, endless data. */
const piece = fc.oneof(
    line.map((words) => Buffer.from(`${MARKER} ${words}\n`)),
    line.map((words) => Buffer.from(`${MARKER} 1 ${words}\n`)),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(
        Buffer.from(MARKER.slice(0, 20)),
        Buffer.from(`${MARKER} `),
        Buffer.alloc(70_000, 120),
        Buffer.from("eic-ready\n"),
    ),
);

describe("a host's frames", () => {
    test("are read, or passed over, whatever they hold; what is kept of them is bounded", () => {
        fc.assert(
            fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
                const parser = makeFrameParser(MARKER, { onFrame: () => {}, onNoise: () => {} });
                for (const bytes of pieces) {
                    parser.push(bytes);
                }
                expect(parser.unread().length).toBeLessThanOrEqual(1024 * 1024 + 128 * 1024);
            }),
            { numRuns: 20_000 },
        );
    });

    test("that never end are not kept", () => {
        const parser = makeFrameParser(MARKER, { onFrame: () => {}, onNoise: () => {} });
        for (let count = 0; count < 500; count += 1) {
            parser.push(Buffer.from(`${MARKER} ${"x".repeat(100_000)}`));
        }
        expect(parser.unread().length).toBeLessThanOrEqual(1024 * 1024 + 128 * 1024);
    });
});

test("reports of an end that lie are no success unless they say an exit code", () => {
    const words = fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 8 }), fc.integer().map(String)), {
        maxLength: 14,
    });
    fc.assert(
        fc.property(words, (reported) => {
            const { outcome } = parseEnd(["end", ...reported]);
            if (outcome.kind === "exited") {
                expect(Number.isInteger(outcome.exitCode)).toBe(true);
                expect(reported[0]).toBe(String(outcome.exitCode));
            }
            parseGone(["gone", ...reported]);
        }),
        { numRuns: 20_000 },
    );
});

/** A session whose host answers what it is sent by the next of some pieces, and may hang up. */
function lyingSession(pieces: readonly Buffer[], clock: Clock, hangsUp: boolean): Session {
    return {
        facts: {} as never,
        exec: async () => {
            let told = 0;
            let hear = (_chunk: Buffer) => {};
            let end = (_end: ChannelEnd) => {};
            const ended = new Promise<ChannelEnd>((resolve) => {
                end = resolve;
            });
            const answer = () => {
                const next = pieces[told];
                told += 1;
                if (next !== undefined) {
                    hear(next);
                } else if (hangsUp) {
                    end({ kind: "exited", exitCode: told % 256 });
                }
            };
            clock.after(1_000, answer);
            clock.after(5_000, answer);
            const channel: Channel = {
                write: async () => answer(),
                end: answer,
                onStdout: (listener) => {
                    hear = listener;
                },
                onStderr: () => {},
                pause: () => {},
                resume: () => {},
                ended,
                close: () => end({ kind: "lost", reason: "closed" }),
            };
            return channel;
        },
    };
}

test("a host that lies makes no run a success that it has not reported, crashes nothing, and holds up no other run", async () => {
    const LIMIT_MS = 60_000;
    await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 14 }), fc.boolean(), async (pieces, hangsUp) => {
            const clock = makeFakeClock();
            const session = lyingSession(pieces, clock, hangsUp);
            const hosts = makeHosts({ clock, random });
            const plan = makePlan("true", { timeoutMs: 30_000 });
            const deps = { clock, random, log: silentLog, deadline: makeDeadline(clock, LIMIT_MS) };
            let outcome: unknown;
            void runCommand(plan, async () => leaseOn(session, hosts), deps).then(
                (result) => {
                    outcome = result.outcome.kind;
                },
                (error: unknown) => {
                    outcome = isProviderError(error) ? "refused" : error;
                },
            );
            for (let passedMs = 0; passedMs <= 4 * LIMIT_MS && outcome === undefined; passedMs += 10_000) {
                await clock.advance(10_000);
            }
            expect(["exited", "signalled", "timedOut", "lost", "refused"]).toContain(outcome);
            if (outcome === "exited") {
                expect(Buffer.concat(pieces).includes("end ")).toBe(true);
            }
        }),
        { numRuns: 1_500 },
    );
});
