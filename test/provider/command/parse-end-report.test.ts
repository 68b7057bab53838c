import { describe, expect, test } from "vitest";
import { parseEnd, parseGone } from "../../../provider/command/parse-end-report";

const end = (line: string) => parseEnd(line.split(" "));

describe("the report of a run that has ended", () => {
    test.each([
        ["end 0 - ran 10 20 boot", { kind: "exited", exitCode: 0 }],
        ["end 143 - ran 10 20 boot", { kind: "exited", exitCode: 143 }],
        ["end 0 KILL ran 10 20 boot", { kind: "signalled", signal: "KILL" }],
        ["end 0 - timed 10 20 boot", { kind: "timedOut" }],
        ["end 0 KILL timed 10 20 boot", { kind: "timedOut" }],
        ["end 0 - stopped 10 20 boot", { kind: "signalled", signal: "TERM" }],
        ["end 0 KILL stopped 10 20 boot", { kind: "signalled", signal: "KILL" }],
        ["end 0 - full 10 20 boot 512 1024 2048", { kind: "signalled", signal: "TERM" }],
    ])("%s", (line, outcome) => {
        expect(end(line).outcome).toEqual(outcome);
    });

    test.each([
        "end",
        "end -",
        "end x - ran 10 20 boot",
        "end 256 - ran 10 20 boot",
        "end 1e2 - ran 10 20 boot",
        "end -1 - ran",
    ])("without an exit code is no success: %s", (line) => {
        expect(end(line).outcome).toMatchObject({ kind: "lost", reason: expect.stringContaining("can't be read") });
    });

    test("of a disk that was full at the end is no success, whatever the exit code, and is not reported as stopped", () => {
        const { outcome, stoppedBecause } = end("end 0 - full 10 20 boot 0 0 2048");
        expect(outcome).toMatchObject({ kind: "lost", reason: expect.stringContaining("exit code 0") });
        expect(stoppedBecause).toBeUndefined();
    });

    test("tells output that is still open from a process of that name", () => {
        expect(end("end 0 - ran 10 20 boot - held").isHeldOpen).toBe(true);
        const left = end("end 0 - stopped 10 20 boot - left 1 7 waiting held");
        expect([left.isHeldOpen, left.stoppedBecause, left.stillRunning]).toEqual([
            undefined,
            undefined,
            "7 (waiting, held)",
        ]);
    });

    test("has the times, and the boot ID if the host knows it", () => {
        expect(end("end 0 - ran 10 20 boot")).toMatchObject({ startedAt: 10, endedAt: 20, bootId: "boot" });
        expect(end("end 0 - ran 10 20 -").bootId).toBe("");
    });

    test("says why the host stopped the script, with the numbers", () => {
        expect(end("end 0 - full 10 20 boot 512 1024 2048").stoppedBecause).toMatch(/512 KiB.*1024 KiB.*2048 KiB/);
        expect(end("end 0 - timed 10 20 boot waiting").stoppedBecause).toContain("lock of exclusive scripts");
        expect(end("end 0 - ran 10 20 boot").stoppedBecause).toBeUndefined();
    });

    test.each([
        ["left 1 7 root sleep", "7 (root, sleep)"],
        ["left 2 7 root sleep 8 app sh", "7 (root, sleep), 8 (app, sh)"],
        ["left 5 7 root sleep", "7 (root, sleep), 4 more"],
        ["left 3", "3 more"],
        ["waiting left 1 7 root sleep", "7 (root, sleep)"],
    ])("names what could not be ended: %s", (note, stillRunning) => {
        expect(end(`end 0 - timed 10 20 boot ${note}`).stillRunning).toBe(stillRunning);
    });
});

describe("the report of a run that has vanished", () => {
    test.each([
        ["gone 10 a b", "the instance rebooted while the script ran", { startedAt: 10, bootId: "a" }],
        ["gone 10 a a", "before it could write a result", { startedAt: 10, bootId: "a" }],
        ["gone - - -", "before it could write a result", { bootId: "" }],
    ])("%s", (line, reason, facts) => {
        const { outcome, ...rest } = parseGone(line.split(" "));
        expect(outcome).toEqual({ kind: "lost", reason: expect.stringContaining(reason) });
        expect(rest).toEqual(facts);
    });
});
