import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { silentLog } from "../../../provider/base/log";
import type { CommandResult } from "../../../provider/command/command-result";
import { parseInputs } from "../../../provider/inputs";
import { NO_CONTEXT } from "../../../provider/inputs/inputs";
import { findReasonToSkip } from "../../../provider/operation/guards";
import type { OnInstance } from "../../../provider/operation/on-instance";
import { planOperation } from "../../../provider/operation/operation";

/** The scripts that were run, and how each ends. */
const host = vi.hoisted(() => ({ scripts: [] as { name: string; script: string }[], ends: [] as unknown[] }));
vi.mock("../../../provider/operation/side-script", () => ({
    runSideScript: async (_at: unknown, side: { name: string; script: string }) => {
        host.scripts.push(side);
        const output = { text: "", totalBytes: 0, sha256: "", truncated: false };
        return { outcome: host.ends.shift(), stdout: output, stderr: output, startedAt: 0, endedAt: 0 };
    },
}));
afterEach(() => {
    host.scripts = [];
    host.ends = [];
});

const exited = (exitCode: number): CommandResult["outcome"] => ({ kind: "exited", exitCode });

/** What the guards say when they end so, one after the other. */
function ask(args: Record<string, unknown>, ...ends: CommandResult["outcome"][]): Promise<string | undefined> {
    host.ends = ends;
    const raw = { instanceId: "i-0123456789abcdef0", create: "true", ...args };
    const inputs = parseInputs(raw, NO_CONTEXT);
    const operation = planOperation({ name: "create", resourceId: "id", raw, inputs, log: silentLog });
    const target = { instanceId: inputs.instanceId, region: "eu-central-1", osUser: "ec2-user" };
    return findReasonToSkip({ operation, route: { reached: () => ({ target }) } } as unknown as OnInstance);
}

describe("unless", () => {
    test("skips with 0, and lets the script run with 1 to 125", async () => {
        expect(await ask({ unless: "x" }, exited(0))).toBe("Nothing to do: unless exited with 0.");
        for (const code of [1, 2, 100, 125]) {
            expect(await ask({ unless: "x" }, exited(code))).toBeUndefined();
        }
    });

    test.each<CommandResult["outcome"]>([
        exited(126),
        exited(127),
        exited(255),
        { kind: "signalled", signal: "KILL" },
        { kind: "timedOut" },
        { kind: "lost", reason: "the link is gone" },
    ])("fails before the script with %o", async (end) => {
        const failure = expect.objectContaining({ code: "CMD_GUARD_FAILED", commandRan: "did-not-run" });
        await expect(ask({ unless: "x" }, end)).rejects.toMatchObject({ failure });
    });
});

test("either of the guards skips, and creates is asked first", async () => {
    const both = { creates: "/made", unless: "x" };
    expect(await ask(both, exited(0))).toBe("Nothing to do: /made exists (creates).");
    expect(host.scripts.map(({ name }) => name)).toEqual(["creates"]);
    expect(await ask(both, exited(1), exited(0))).toContain("unless exited with 0");
    expect(await ask(both, exited(1), exited(1))).toBeUndefined();
    await expect(ask(both, exited(2))).rejects.toMatchObject({ failure: { code: "CMD_GUARD_FAILED" } });
    expect(await ask({})).toBeUndefined();
});

describe("the look for creates", () => {
    let home: string;
    beforeEach(() => {
        home = mkdtempSync(join(tmpdir(), "guards-"));
    });
    afterEach(() => rmSync(home, { recursive: true }));

    /** The exit code of the script for that path. */
    async function look(path: string): Promise<number> {
        await ask({ creates: path }, exited(1));
        const { script = "" } = host.scripts.at(-1) ?? {};
        try {
            execFileSync("/bin/sh", ["-c", script], { env: { ...process.env, HOME: home }, stdio: "pipe" });
            return 0;
        } catch (error) {
            return (error as { status: number }).status;
        }
    }

    test("finds what is there, also a link to nowhere, and names with marks of the shell", async () => {
        writeFileSync(join(home, "it's $HOME"), "");
        mkdirSync(join(home, "directory"));
        symlinkSync("/nowhere", join(home, "link"));
        for (const name of ["it's $HOME", "directory", "link"]) {
            expect([await look(join(home, name)), await look(`~/${name}`)]).toEqual([0, 0]);
        }
    });

    test("says no if nothing is there, also below a file", async () => {
        writeFileSync(join(home, "file"), "");
        for (const name of ["none", "none/below", "file/below"]) {
            expect(await look(`~/${name}`)).toBe(1);
        }
    });

    test("can't tell if the path goes in a circle", async () => {
        symlinkSync("circle", join(home, "circle"));
        expect(await look("~/circle/below")).toBe(2);
    });
});
