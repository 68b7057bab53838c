import { describe, expect, test } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import { makeMasking } from "../../../provider/base/redaction";
import { makeLiveLines } from "../../../provider/command/live-lines";
import { makeFakeClock } from "../../support/fake-clock";
import fc from "../../support/property";

function makeScene() {
    let nowMs = 0;
    const lines: string[] = [];
    const live = makeLiveLines(
        { ...systemClock, monotonicMs: () => nowMs },
        { onLine: (line) => void lines.push(line) },
    );
    return {
        lines,
        live,
        pass: (delayMs: number) => {
            nowMs += delayMs;
        },
        print: (count: number) => live.push(Buffer.from("line\n".repeat(count))),
    };
}

test("passes every line on while they come at a rate that people can read", () => {
    const { lines, live, pass, print } = makeScene();
    for (let round = 0; round < 50; round++) {
        print(100);
        pass(1000);
    }
    live.end();
    expect(lines).toHaveLength(5000);
});

test("leaves lines out of a flood, says how many, and goes on with those that follow", () => {
    const { lines, live, pass, print } = makeScene();
    print(100_000);
    expect(lines).toHaveLength(1000);
    pass(1000);
    print(1);
    live.end();
    expect(lines.slice(1000)).toEqual(["[... 99000 lines left out of the live output]", "line"]);
});

test("says at the end what was left out", () => {
    const { lines, live, print } = makeScene();
    print(1001);
    live.end();
    expect(lines.at(-1)).toBe("[... 1 line left out of the live output]");
});

test("takes output that has no listener", () => {
    const live = makeLiveLines(systemClock, undefined);
    live.push(Buffer.from("line\n"));
    live.end();
});

describe("a line that stays unfinished", () => {
    const SECRET = "hunter2-and-a-half";
    function makeQuietScene() {
        const clock = makeFakeClock();
        const lines: string[] = [];
        const live = makeLiveLines(clock, { onLine: (line) => void lines.push(line) }, makeMasking([SECRET]));
        return { clock, lines, live, print: (text: string) => live.push(Buffer.from(text)) };
    }

    test("is shown after a second without output, and the rest of it by itself", async () => {
        const { clock, lines, live, print } = makeQuietScene();
        print("before\nGo on? [y/N] ");
        await clock.advance(600);
        print("really? ");
        await clock.advance(999);
        expect(lines).toEqual(["before"]);
        await clock.advance(1);
        expect(lines).toEqual(["before", "Go on? [y/N] really?"]);
        print("yes\nafter\n");
        live.end();
        expect(lines.slice(2)).toEqual(["yes", "after"]);
    });

    test("leaves no empty line behind when nothing more comes of it, and no timer", async () => {
        const { clock, lines, live, print } = makeQuietScene();
        print("Password:");
        await clock.advance(1000);
        print("\n\nnext\nlast");
        live.end();
        expect(lines).toEqual(["Password:", "", "next", "last"]);
        expect(clock.pending()).toBe(0);
    });

    test("shows no piece of a secret, in whatever pieces and however slowly it comes", async () => {
        for (let first = 1; first < SECRET.length - 1; first += 1) {
            for (let second = first + 1; second < SECRET.length; second += 1) {
                const { clock, lines, live, print } = makeQuietScene();
                for (const piece of [SECRET.slice(0, first), SECRET.slice(first, second), SECRET.slice(second)]) {
                    print(piece === SECRET.slice(0, first) ? `token: ${piece}` : piece);
                    await clock.advance(1500);
                }
                print(".\n");
                live.end();
                expect(lines.join(" ")).toBe("token: [secret] .");
            }
        }
    });
});

describe("a line of progress", () => {
    function makeProgressScene(secrets: readonly string[] = []) {
        const clock = makeFakeClock();
        const lines: string[] = [];
        const states: string[] = [];
        const live = makeLiveLines(
            clock,
            { onLine: (line) => void lines.push(line), onProgress: (state) => void states.push(state) },
            makeMasking(secrets),
        );
        return { clock, lines, states, live, print: (text: string) => live.push(Buffer.from(text)) };
    }

    test("shows its last state when it ends, and of 8 MB of states no other", () => {
        const { lines, live, print } = makeProgressScene();
        for (let round = 0; round < 100; round += 1) {
            print(Array.from({ length: 4_000 }, (_, state) => `\r${round}.${state} of 100 MB`).join(""));
        }
        print("\r100 of 100 MB\r\nnext\n");
        live.end();
        expect(lines).toEqual(["100 of 100 MB", "next"]);
    });

    test("tells about its state once a second while it is under way, as a state and not as a line", async () => {
        const { clock, lines, states, live, print } = makeProgressScene();
        for (let percent = 0; percent <= 100; percent += 1) {
            print(`\r${percent}%`);
            await clock.advance(100);
        }
        expect(states.length).toBeGreaterThan(8);
        expect(states.length).toBeLessThan(13);
        expect(lines).toEqual([]);
        await clock.advance(2_000);
        expect(states.at(-1)).toBe("100%");
        print("\n");
        live.end();
        expect(lines).toEqual(["100%"]);
        expect(clock.pending()).toBe(0);
    });

    test("shows no part of a secret that it writes over, nor one that its returns break", async () => {
        const { clock, lines, states, live, print } = makeProgressScene(["hunter2-secret"]);
        for (const piece of ["token: hunt", "er2-se", "\rcret", " 1%\r", "hunter2", "\r-secret", "\r", "done"]) {
            print(piece);
            await clock.advance(1_100);
        }
        print("\n");
        live.end();
        const shown = [...states, ...lines].join("\n").replaceAll("[secret]", "");
        expect(shown).not.toMatch(/hunt|ter2|sec|cret/);
        expect(lines.at(-1)).toBe("done");
    });
});

describe("a secret", () => {
    function shownOf(secrets: readonly string[], chunks: readonly Buffer[]): string[] {
        const lines: string[] = [];
        const live = makeLiveLines(makeFakeClock(), { onLine: (line) => void lines.push(line) }, makeMasking(secrets));
        for (const chunk of chunks) {
            live.push(chunk);
        }
        live.end();
        return lines;
    }

    test("is masked wherever a long line is cut", () => {
        const token = "A1".repeat(20);
        for (let at = 8_100; at <= 8_200; at += 1) {
            const [line = ""] = shownOf([token], [Buffer.from(`${".".repeat(at)}${token}${".".repeat(100)}\n`)]);
            expect(line).not.toMatch(/A1|1A/);
            expect(line.length).toBeLessThan(8_300);
        }
        const [line] = shownOf(["y".repeat(300_000)], [Buffer.from(`x${"y".repeat(300_000)}z\n`)]);
        expect(line).toMatch(/^x\[secret\] \[\.\.\. \d+ characters of this line left out\]$/);
    });

    test("of several short lines is masked, as is one that goes on in the next line", () => {
        expect(shownOf(["ab1\ncd2\nef3\n"], [Buffer.from("x\nab1\r\ncd2\r\nef3\r\ny\n")])).toEqual([
            "x",
            "[secret]",
            "y",
        ]);
        expect(shownOf(["hunter2-secret"], [Buffer.from("a hunter2\n-secret b\n")])).toEqual(["a [secret] b"]);
    });

    test("is masked on both sides of lines that were left out", () => {
        const secret = "a1b2\nc3d4\ne5f6\ng7h8";
        const flood = "noise\n".repeat(999);
        const shown = shownOf([secret], [Buffer.from(`${flood}a1b2\nc3d4\ne5f6\ng7h8\n`)]);
        expect(shown.join("\n")).not.toMatch(/[a-h]\d/);
    });

    test("with colours within is masked as it is shown, and a colour ends with its line", () => {
        const red = "\u001b[31m";
        const shown = shownOf(
            ["hunter2-secret"],
            [Buffer.from(`${red}hunter2\u001b]0;x\u0007-${red}secret then\nplain\n`)],
        );
        expect(shown.map((line) => line.replaceAll("\u001b", "^"))).toEqual(["^[31m[secret] then^[0m", "plain"]);
    });

    test("never shows six characters of itself in a row, however slowly and in whatever pieces it comes", async () => {
        const secret = fc.string({ unit: fc.constantFrom(..."abcdef12\n"), minLength: 8, maxLength: 60 });
        const noise = fc.string({ unit: fc.constantFrom(..."XYZ \n\t\r"), maxLength: 12 });
        const breaks = fc.constantFrom("", "", "", "\n", "\r\n", "\u001b[1m", "\u001b]0;T\u0007", "\r");
        await fc.assert(
            fc.asyncProperty(
                secret,
                fc.array(fc.tuple(noise, fc.array(breaks, { minLength: 60, maxLength: 60 })), { maxLength: 4 }),
                fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom(0, 0, 400, 1_100))),
                async (value, occurrences, pieces) => {
                    fc.pre(value.replaceAll("\n", "").length >= 6);
                    const text = occurrences
                        .map(
                            ([around, between]) =>
                                around + [...value].map((one, at) => one + (between[at] ?? "")).join(""),
                        )
                        .join("");
                    const clock = makeFakeClock();
                    const shown: string[] = [];
                    const show = (line: string) => void shown.push(line);
                    const live = makeLiveLines(clock, { onLine: show, onProgress: show }, makeMasking([value]));
                    let from = 0;
                    for (const [length, delayMs] of pieces) {
                        live.push(Buffer.from(text.slice(from, from + length)));
                        from += length;
                        await clock.advance(delayMs);
                    }
                    live.push(Buffer.from(text.slice(from)));
                    live.end();
                    for (const line of shown) {
                        expect(line.replaceAll("[secret]", " ")).not.toMatch(/[abcdef12]{6}/);
                    }
                },
            ),
            { numRuns: 1_500 },
        );
    });
});
