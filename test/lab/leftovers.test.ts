import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { type LaunchOptions, startLab } from "../../lab";
import { findProcesses } from "../../lab/instances/leftovers";
import { pushAndSignIn, runRemote } from "./connect";

const KINDS = [{ kind: "embedded" }, { kind: "openssh" }] as const satisfies LaunchOptions[];

test.each(KINDS)("nothing of an instance of kind $kind is left when its lab stops", async ({ kind }) => {
    const lab = await startLab();
    const instance = await lab.launchInstance({ kind });
    const folder = dirname(dirname(instance.homeOf("ec2-user")));
    const client = await pushAndSignIn(lab, instance);
    await runRemote(client, "setsid sleep 5000 >/dev/null 2>&1 </dev/null & nohup sleep 5001 >/dev/null 2>&1 &");
    await runRemote(client, "cd; env -i setsid sleep 5002 >/dev/null 2>&1 </dev/null &");
    runRemote(client, "sleep 5003").catch(() => undefined);
    const isMine = () => findProcesses(instance.instanceId, folder);
    if (kind === "embedded") await expect.poll(() => isMine().length).toBeGreaterThanOrEqual(4);
    const sshdCount = () => listCommands().filter((command) => command.includes(instance.instanceId)).length;

    const addresses = [instance.publicAddress, instance.privateAddress];
    await lab.stop();
    expect(isMine()).toEqual([]);
    expect(sshdCount()).toBe(0);
    expect(existsSync(folder)).toBe(false);
    for (const address of addresses) await expect(dial(address ?? "", instance.port)).rejects.toThrow("ECONNREFUSED");
    await expect(fetch(lab.endpoint)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
});

test("a lab that stops leaves no folder, and one that can't launch an instance neither", async () => {
    const folder = mkdtempSync(join(tmpdir(), "leftovers-"));
    // Other labs of this machine have their folders elsewhere.
    vi.stubEnv("TMPDIR", folder);
    const lab = await startLab();
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^ec2-lab-/)]);
    await expect(lab.launchInstance({ kind: "openssh", sshdConfig: ["Nonsense"] })).rejects.toThrow("Nonsense");
    await lab.stop();
    vi.unstubAllEnvs();
    expect(readdirSync(folder)).toEqual([]);
    rmdirSync(folder);
});

test("twenty embedded instances start and stop, one after another, and none keeps the next one waiting", async () => {
    const lab = await startLab();
    for (let count = 0; count < 20; count++) {
        const instance = await lab.launchInstance();
        await instance.terminate();
    }
    expect(lab.instances.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => "terminated"));
    await lab.stop();
});

function dial(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        const socket = connect({ host, port }, () => {
            socket.destroy();
            resolve();
        });
        socket.on("error", reject);
    });
}

function listCommands(): string[] {
    return readdirSync("/proc").flatMap((name) => {
        try {
            return [readFileSync(`/proc/${name}/cmdline`, "utf8")];
        } catch {
            return [];
        }
    });
}
