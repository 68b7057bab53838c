import { expect, test } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import { makeLiveLines } from "../../../provider/command/live-lines";

function makeScene() {
    let nowMs = 0;
    const lines: string[] = [];
    const live = makeLiveLines({ ...systemClock, now: () => nowMs }, (line) => lines.push(line));
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
