import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../../../provider/command/index";
import { inNamespace, PLAIN_TOOLS, pathOf } from "../../support/command-odd-hosts";
import { makeDeps, makePlan } from "../../support/command-plan";
import { leaseOn } from "../../support/hosts";
import { requireRoot } from "../../support/rights";
import { toolPath } from "../../support/tools";
import { makeCommandHost } from "./command-host";

const host = makeCommandHost();
afterAll(() => host.remove());

const EVERYTHING = 'echo "$A"; cat; echo err >&2; exit 3';

async function expectEverythingWorks(loginShell: readonly string[]): Promise<void> {
    const plan = makePlan(EVERYTHING, { environment: { A: "it's $A\nä" }, stdin: "input" });
    const result = await host.run(plan, { loginShell });
    expect(result).toMatchObject({
        outcome: { kind: "exited", exitCode: 3 },
        stdout: { text: "it's $A\nä\ninput" },
        stderr: { text: "err\n" },
    });
}

describe("login shells", () => {
    test.each(["bash", "dash", "fish", "csh", "zsh"])("%s changes nothing", async (shell) => {
        await expectEverythingWorks([toolPath(shell), "-c"]);
    });

    test("what start-up files print is no part of the output", async () => {
        await expectEverythingWorks(["/bin/sh", "-c", 'echo BANNER; printf "no newline"; echo noise >&2; eval "$0"']);
    });

    test("a restricted shell is named", async () => {
        const { outcome } = await host.run(makePlan("true"), { loginShell: [toolPath("rbash"), "-c"] });
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_SHELL_RESTRICTED" });
    });

    test("a shell that refuses every sign-in is quoted", async () => {
        const loginShell = ["/bin/sh", "-c", "echo This account is not available.; exit 1"];
        const { outcome } = await host.run(makePlan("true"), { loginShell });
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_SHELL_UNUSABLE" });
        expect(outcome).toHaveProperty("reason", expect.stringContaining("This account is not available"));
    });

    test("a host that echoes what it is sent is neither believed nor quoted", async () => {
        const plan = makePlan("true\nsecret line\n".repeat(100), { environment: { TOKEN: "secret value" } });
        for (const loginShell of [
            ["/bin/sh", "-c", "cat"],
            ["/bin/sh", "-c", "cat >&2"],
        ]) {
            const { outcome } = await host.run(plan, { loginShell });
            expect(outcome).toMatchObject({ kind: "refused", code: "CMD_SHELL_UNUSABLE" });
            expect(JSON.stringify(outcome)).not.toContain("secret");
        }
    });
});

describe("hosts without setsid or flock", () => {
    test.each(["setsid", "flock"])("%s alone is not enough: the run is attached, and works", async (tool) => {
        const path = pathOf([...PLAIN_TOOLS, tool]);
        const plan = makePlan(EVERYTHING, { environment: { A: "x" }, stdin: "input" });
        const result = await host.run(plan, { environment: { ...host.environment, PATH: path } });
        expect(result.outcome).toEqual({ kind: "exited", exitCode: 3 });
        expect(result.stdout.text).toBe("x\ninput");
        rmSync(path, { recursive: true });
    });

    test("a flock that can't wait for a limited time, as in busybox, is polled at a bounded rate", async () => {
        const path = pathOf([...PLAIN_TOOLS, "setsid"]);
        const calls = join(path, "calls");
        const wrapper = `echo call >>${calls}; case "$*" in *-w*) exit 1;; esac; exec /usr/bin/flock "$@"`;
        writeFileSync(join(path, "limited"), `#!/bin/sh\n${wrapper}\n`, { mode: 0o755 });
        symlinkSync("limited", join(path, "flock"));
        const environment = { ...host.environment, PATH: path };
        const result = await host.run(makePlan("echo one; sleep 0.6; echo two"), { environment });
        expect(result.stdout.text).toBe("one\ntwo\n");
        const most = 10 + (result.endedAt - result.startedAt) / 30;
        expect(readFileSync(calls, "utf8").split("\n").length).toBeLessThan(most);
        rmSync(path, { recursive: true });
    });

    test("the time limit holds for an attached run", async () => {
        const path = pathOf(PLAIN_TOOLS);
        const environment = { ...host.environment, PATH: path };
        const result = await host.run(makePlan("echo begun; exec sleep 3600", { timeoutMs: 3_000 }), { environment });
        expect(result.outcome).toEqual({ kind: "timedOut" });
        expect(result.stdout.text).toBe("begun\n");
        rmSync(path, { recursive: true });
    });

    test("the loss of an attached run is reported as lost", async () => {
        const path = pathOf(PLAIN_TOOLS);
        const environment = { ...host.environment, PATH: path };
        const first = host.openSession({ environment });
        let connections = 0;
        const connect = async () => {
            connections++;
            return leaseOn(connections === 1 ? first : host.openSession({ environment }));
        };
        const plan = makePlan("echo begun; sleep 1", { onStdoutLine: first.cut });
        const result = await runCommand(plan, connect, makeDeps());
        expect(result.outcome).toMatchObject({ kind: "lost" });
        expect(result.stdout.text).toBe("begun\n");
        rmSync(path, { recursive: true });
    });
});

describe("hosts with another /bin/sh", () => {
    beforeEach(requireRoot);
    test.each(["bash", "busybox"])("%s as /bin/sh changes nothing", async (shell) => {
        const loginShell = inNamespace(`mount --bind ${toolPath(shell)} /usr/bin/dash`);
        await expectEverythingWorks(loginShell);
        const killed = await host.run(makePlan("kill -KILL $$"), { loginShell });
        expect(killed.outcome).toEqual({ kind: "signalled", signal: "KILL" });
        const exited = await host.run(makePlan("exit 137"), { loginShell });
        expect(exited.outcome).toEqual({ kind: "exited", exitCode: 137 });
    });

    test("bash as /bin/sh refuses a variable that it keeps to itself, before the script begins", async () => {
        const loginShell = inNamespace("mount --bind /usr/bin/bash /usr/bin/dash");
        const { outcome } = await host.run(makePlan("echo ran", { environment: { UID: "7" } }), { loginShell });
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_NOT_STARTED" });
    });

    test("busybox tools do, with flock and without", async () => {
        for (const extra of [[], ["flock"]]) {
            const folder = mkdtempSync(join(tmpdir(), "command-tools-"));
            for (const tool of [...PLAIN_TOOLS, "setsid"]) {
                symlinkSync(toolPath("busybox"), join(folder, tool));
            }
            pathOf([...extra, "mount", "unshare"], folder);
            const plan = makePlan(`seq 1 50000; sleep 0.3; seq 1 50000; ${EVERYTHING}`, { stdin: "input" });
            const result = await host.run(plan, {
                environment: { ...host.environment, PATH: folder },
                loginShell: inNamespace(`mount --bind ${toolPath("busybox")} /usr/bin/dash`),
            });
            expect(result.outcome).toEqual({ kind: "exited", exitCode: 3 });
            expect(result.stdout.totalBytes).toBe(2 * 288_894 + 6);
            rmSync(folder, { recursive: true });
        }
    });
});

describe("file systems", () => {
    beforeEach(requireRoot);
    const home = host.home;
    const readOnly = (folder: string) => `mount --bind ${folder} ${folder} && mount -o remount,ro,bind ${folder}`;
    const shared = `/var/tmp/ec2-instance-connect-${process.getuid?.()}`;

    test("a read-only home: the run lives in /var/tmp", async () => {
        const loginShell = inNamespace(`mount -t tmpfs none /var/tmp && ${readOnly(home)}`);
        const result = await host.run(makePlan('stat -c "%a %n" "$(dirname "$0")/../.."'), { loginShell });
        expect(result.stdout.text).toMatch(new RegExp(`^700 ${shared}/runs/`));
    });

    test("nothing writable at all is named", async () => {
        const { outcome } = await host.run(makePlan("true"), {
            loginShell: inNamespace(
                `${readOnly(home)} && mount -t tmpfs none /var/tmp && mkdir -m 700 ${shared} && ${readOnly("/var/tmp")}`,
            ),
        });
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_NO_RUN_DIRECTORY" });
        expect(outcome).toHaveProperty("reason", expect.stringContaining("Read-only file system"));
    });

    test("a directory in /var/tmp that belongs to somebody else is not used", async () => {
        const loginShell = inNamespace(
            `${readOnly(home)} && mount -t tmpfs none /var/tmp && mkdir -m 777 ${shared} && chown nobody ${shared}`,
        );
        const { outcome } = await host.run(makePlan("true"), { loginShell });
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_RUN_DIRECTORY_NOT_OURS" });
    });

    test("a full home: the run lives in /var/tmp, and if that is also full, the error reports it", async () => {
        const fill = (folder: string) =>
            `mount -t tmpfs -o size=64k none ${folder} && { head -c 1000000 /dev/zero >${folder}/full || true; }`;
        const roomy = inNamespace(`${fill(home)} 2>/dev/null && mount -t tmpfs none /var/tmp`);
        const result = await host.run(makePlan("echo works"), { loginShell: roomy });
        expect(result.stdout.text).toBe("works\n");
        const full = inNamespace(`{ ${fill(home)} && ${fill("/var/tmp")}; } 2>/dev/null`);
        const { outcome } = await host.run(makePlan(`echo ${"x".repeat(100_000)}`), { loginShell: full });
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_DISK_FULL" });
    });

    const smallDisk = inNamespace(`mount -t tmpfs -o size=150m none ${home}`);
    // 4 MB each time, until told otherwise: far more than the disk takes.
    const flood = (count: number) =>
        `i=0; while [ $i -lt ${count} ]; do head -c 4000000 /dev/zero; sleep 0.02; i=$((i + 1)); done`;

    test("delivered output is given back when the disk gets full: more passes than the disk can hold", async () => {
        const result = await host.run(makePlan(flood(100), { maxOutputBytes: 1000 }), { loginShell: smallDisk });
        expect(result.outcome).toEqual({ kind: "exited", exitCode: 0 });
        expect(result.stdout.totalBytes).toBe(400_000_000);
        const zeros = createHash("sha256");
        for (let count = 0; count < 100; count++) {
            zeros.update(Buffer.alloc(4_000_000));
        }
        expect(result.stdout.sha256).toBe(zeros.digest("hex"));
    });

    test("output that is about to fill a disk that frees no space stops the script, and the result reports it", async () => {
        const path = pathOf([...PLAIN_TOOLS, "setsid", "flock", "unshare", "mount"]);
        const environment = { ...host.environment, PATH: path };
        const result = await host.run(makePlan(flood(1000)), { loginShell: smallDisk, environment });
        expect(result.outcome).toEqual({ kind: "signalled", signal: "TERM" });
        expect(result.stoppedBecause).toContain("about to fill the disk");
        rmSync(path, { recursive: true });
    });

    test("a home that is mounted noexec makes no difference", async () => {
        await expectEverythingWorks(inNamespace(`mount -t tmpfs -o noexec none ${home}`));
    });

    test("the login's umask is the script's, and no matter to the run", async () => {
        for (const umask of ["0777", "0000", "0027"]) {
            const result = await host.run(makePlan("umask"), {
                loginShell: ["/bin/sh", "-c", `umask ${umask}; eval "$0"`],
            });
            expect(result.stdout.text).toBe(`${umask}\n`);
        }
    });
});
