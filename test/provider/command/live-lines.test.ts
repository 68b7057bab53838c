import { describe, expect, test } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import { makeMasking } from "../../../provider/base/redaction";
import { makeLiveLines } from "../../../provider/command/live-lines";
import { makeFakeClock } from "../../support/fake-clock";

function makeScene() {
    let nowMs = 0;
    const lines: string[] = [];
    const live = makeLiveLines({ ...systemClock, now: () => nowMs }, { onLine: (line) => void lines.push(line) });
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

test("takes output that nobody listens to", () => {
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
