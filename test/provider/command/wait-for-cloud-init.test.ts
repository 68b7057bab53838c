import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDeadline } from "../../../provider/base/deadline";
import { silentLog } from "../../../provider/base/log";
import { makeRedact } from "../../../provider/base/redaction";
import { waitForCloudInit } from "../../../provider/command";
import { makeLocalSession } from "../../support/command-local-session";
import { PLAIN_TOOLS, pathOf } from "../../support/command-odd-hosts";
import { makeDeps } from "../../support/command-plan";
import { leaseOn } from "../../support/hosts";

let folder: string;
let path: string;

/** A host whose PATH has a `cloud-init` of ours in front, or none at all. */
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cloud-init-"));
    path = pathOf([...PLAIN_TOOLS, "expr"], mkdtempSync(join(folder, "tools-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function installCloudInit(body: string): void {
    writeFileSync(join(path, "cloud-init"), `#!/bin/sh\ncd ${folder}\necho x >>asked\n${body}\n`);
    chmodSync(join(path, "cloud-init"), 0o755);
}

function leaseOf(session = makeLocalSession({ environment: { PATH: path, HOME: folder } })) {
    return leaseOn(session);
}

async function waitOn(limitMs: number, secret = "", log = silentLog): Promise<void> {
    const redact = makeRedact([secret]);
    await waitForCloudInit({ limitMs, redact }, async () => leaseOf(), { ...makeDeps(), log });
}

describe("waiting for cloud-init", () => {
    test("goes on at once if there is none, or if it is switched off or done", async () => {
        await waitOn(1);
        installCloudInit("echo status: disabled");
        await waitOn(1);
        installCloudInit("echo status: done; echo extended_status: done");
        await waitOn(1);
    });

    test("waits while it runs, and while it has not begun", async () => {
        installCloudInit(
            'n=$(wc -l <asked); case $n in 1) echo "status: not run";; 2) echo "status: running";; *) echo "status: done";; esac',
        );
        const said: string[] = [];
        await waitOn(300_000, "", { ...silentLog, status: (text) => void said.push(text) });
        expect(said.map((text) => text.replace(/\d+ s/, "n s"))).toEqual([
            "waiting for cloud-init (not run), n s",
            "waiting for cloud-init (running), n s",
        ]);
    });

    test("fails with its long status if it failed, and masks what is known to be secret", async () => {
        installCloudInit('echo "status: error"; echo "errors: [scripts-user said hunter2222]"; exit 1');
        const failure = await waitOn(300_000, "hunter2222").catch((error) => error.failure);
        expect(failure).toMatchObject({ code: "CMD_CLOUD_INIT_FAILED", commandRan: "did-not-run", retryable: false });
        const facts = failure.facts.flat().join("\n");
        expect(facts).toContain("scripts-user said [secret]");
    });

    test("asks again when the answer to a question that was cut short is no status", async () => {
        installCloudInit("echo status: done");
        const environment = { PATH: path, HOME: folder };
        const sessions = [makeLocalSession({ environment, cut: { afterSentBytes: 200, isHalf: true } })];
        const connect = async () => leaseOf(sessions.shift() ?? makeLocalSession({ environment }));
        await waitForCloudInit({ limitMs: 300_000, redact: makeRedact([]) }, connect, makeDeps());
        expect(sessions).toEqual([]);
    });

    test("fails when the tool does not tell a status", async () => {
        installCloudInit('echo "Traceback: no such module" >&2; exit 1');
        await expect(waitOn(300_000)).rejects.toThrow("no such module");
    });

    test("warns of recoverable errors and goes on", async () => {
        installCloudInit("echo status: done; echo extended_status: degraded done; exit 2");
        const warnings: string[] = [];
        await waitOn(300_000, "", { ...silentLog, warning: (text) => void warnings.push(text) });
        expect(warnings.join()).toContain("degraded done");
    });

    test("ends at its limit and says what cloud-init is at", async () => {
        installCloudInit("echo status: running; echo detail: apt-get");
        const failure = await waitOn(5_000).catch((error) => error.failure);
        expect(failure).toMatchObject({ code: "CMD_CLOUD_INIT_TIMEOUT", retryable: true, layer: "command" });
        expect(failure.facts.flat().join()).toContain("detail: apt-get");
    });

    test("advises more time for the whole operation if that is what ends first", async () => {
        installCloudInit("echo status: running");
        const deps = makeDeps();
        const remediesWithin = async (operationMs: number, limitMs: number) => {
            const deadline = makeDeadline(deps.clock, operationMs, "customTimeouts.create");
            const waiting = waitForCloudInit({ limitMs, redact: makeRedact([]) }, async () => leaseOf(), {
                ...deps,
                deadline,
            });
            const failure = await waiting.then(
                () => undefined,
                (error) => error.failure,
            );
            return failure.remedies[0];
        };
        expect(await remediesWithin(2_000, 300_000)).toBe("Give it more time: raise customTimeouts.create.");
        expect(await remediesWithin(300_000, 2_000)).toBe('Give it more time: waitForCloudInit: "40m".');
    });

    test("connects again when the connection is lost meanwhile", async () => {
        installCloudInit(`[ -e ${folder}/up ] && echo status: done || echo status: running`);
        const environment = { PATH: path, HOME: folder };
        const sessions: ReturnType<typeof makeLocalSession>[] = [];
        const connect = async () => {
            sessions.push(makeLocalSession({ environment }));
            return leaseOf(sessions.at(-1));
        };
        const waiting = waitForCloudInit({ limitMs: 300_000, redact: (text) => text }, connect, makeDeps());
        await expect.poll(() => existsSync(join(folder, "asked"))).toBe(true);
        sessions[0]?.cut();
        writeFileSync(join(folder, "up"), "");
        await waiting;
        expect(sessions).toHaveLength(2);
    });
});
