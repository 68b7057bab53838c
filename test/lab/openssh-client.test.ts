import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { makeKey, pushKey } from "./connect";

const run = promisify(execFile);
let lab: Lab;
let folder: string;

beforeEach(async () => {
    lab = await startLab();
    folder = mkdtempSync(join(tmpdir(), "openssh-client-"));
});

afterEach(async () => {
    await lab.stop();
    rmSync(folder, { recursive: true });
});

/** Runs a command through the OpenSSH client, which trusts the instance's host keys as the lab tells them and no others. */
async function ssh(instance: LabInstance, command: string): Promise<{ stdout: string; stderr: string }> {
    const key = makeKey();
    await pushKey(lab, instance, key);
    const address = instance.publicAddress ?? "";
    const host = instance.port === 22 ? address : `[${address}]:${instance.port}`;
    writeFileSync(join(folder, "key"), key.privateKey, { mode: 0o600 });
    writeFileSync(join(folder, "known"), instance.hostKeyLines.map((line) => `${host} ${line}\n`).join(""));
    const settings = ["BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=yes"];
    const options = [...settings, `UserKnownHostsFile=${join(folder, "known")}`].flatMap((setting) => ["-o", setting]);
    const place = ["-F", "none", "-i", join(folder, "key"), "-p", String(instance.port)];
    return run("ssh", [...place, ...options, `ec2-user@${address}`, command]);
}

describe.each(["embedded", "openssh"] as const)("an instance of kind %s and the OpenSSH client", (kind) => {
    test.each(["ed25519", "ecdsa", "rsa"] as const)("sign in over a host key of type %s", async (type) => {
        const instance = await lab.launchInstance({ kind, hostKeyTypes: [type] });
        expect(await ssh(instance, "echo out; echo oops >&2")).toEqual({ stdout: "out\n", stderr: "oops\n" });
        expect(instance.connections.accepted).toBe(1);
    });

    test("tell the exit code, and large output byte for byte", async () => {
        const instance = await lab.launchInstance({ kind });
        await expect(ssh(instance, "exit 42")).rejects.toMatchObject({ code: 42 });
        const counted = await ssh(instance, "seq 1 100000");
        expect(counted.stdout).toBe(Array.from({ length: 100_000 }, (_, index) => `${index + 1}\n`).join(""));
    });

    test("refuse a changed host key", async () => {
        const instance = await lab.launchInstance({ kind });
        const lines = [...instance.hostKeyLines];
        await instance.faults.changeHostKey();
        const disguised = {
            ...instance,
            hostKeyLines: lines,
            port: instance.port,
            publicAddress: instance.publicAddress,
        };
        await expect(ssh(disguised, "echo never")).rejects.toThrow("Host key verification failed");
    });
});
