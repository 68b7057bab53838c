import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { systemClock } from "../../../../provider/base/clock";
import { makeDeadline } from "../../../../provider/base/deadline";
import { LINK_LOST, openReader } from "../../../../provider/files/download/open-reader";
import { makeLocalSession } from "../../../support/command-local-session";
import { leaseOn } from "../../../support/hosts";

test("a shell that waits for somebody who opens a pipe is ended, and what was asked behind it is for the next one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "reader-"));
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    let isGone = false;
    const reader = await openReader(leaseOn(makeLocalSession()).host, {
        acting: undefined,
        signal: new AbortController().signal,
        deadline: makeDeadline(systemClock, 50_000),
        onGone: () => {
            isGone = true;
        },
    });
    const given = new Error("a pipe");
    let processId = "";
    const first = reader.call({
        path: pipe,
        text: `eic_report opening 0 $$; { :; } <${pipe}`,
        onFrame: (frame) => {
            processId = frame.kind === "words" ? (frame.words[2] ?? "") : "";
            reader.giveUp(given, processId);
        },
    });
    const second = reader.call({ path: "", text: "eic_report looked 0", onFrame: () => {} });
    await expect(first).rejects.toBe(given);
    await expect(second).rejects.toBe(LINK_LOST);
    expect(isGone).toBe(true);
    expect(processId).toMatch(/^\d+$/);
    await vi.waitUntil(() => !existsSync(`/proc/${processId}`), { timeout: 10_000 });
    rmSync(folder, { recursive: true });
});
