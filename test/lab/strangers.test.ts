import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { awsClients, makeKey, pushKey, signIn } from "./connect";

let lab: Lab;
let normalMask: number;

beforeEach(async () => {
    normalMask = process.umask(0);
    lab = await startLab();
});

afterEach(async () => {
    process.umask(normalMask);
    await lab.stop();
});

const folderOf = (instance: LabInstance) => dirname(dirname(dirname(instance.homeOf("ec2-user"))));

describe("the access key", () => {
    test("is another one for each lab, in AWS's shape, and in the environment that the lab gives", async () => {
        const other = await startLab();
        await other.stop();
        for (const { credentials, environment } of [lab, other]) {
            expect(credentials.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
            expect(credentials.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
            expect(environment.AWS_ACCESS_KEY_ID).toBe(credentials.accessKeyId);
            expect(environment.AWS_SECRET_ACCESS_KEY).toBe(credentials.secretAccessKey);
        }
        expect(other.credentials.accessKeyId).not.toBe(lab.credentials.accessKeyId);
        expect(other.credentials.secretAccessKey).not.toBe(lab.credentials.secretAccessKey);
    });

    test("of one lab opens no other", async () => {
        const instance = await lab.launchInstance();
        const other = await startLab();
        const stranger = { ...lab, credentials: other.credentials };
        await other.stop();
        const key = makeKey();
        await expect(pushKey(stranger, instance, key)).rejects.toMatchObject({ name: "UnrecognizedClientException" });
        await expect(signIn(instance, key)).rejects.toThrow("All configured authentication methods failed");
        expect(instance.pushedKeys).toEqual([]);
    });

    test("is the test's own if it passes one", async () => {
        const credentials = { accessKeyId: "AKIAMINE", secretAccessKey: "mine", sessionToken: "token" };
        const own = await startLab({ credentials });
        await expect(awsClients(own).ec2.send(new DescribeInstancesCommand({}))).resolves.toMatchObject({
            Reservations: [],
        });
        expect(own.environment).toMatchObject({ AWS_ACCESS_KEY_ID: "AKIAMINE", AWS_SESSION_TOKEN: "token" });
        await own.stop();
    });

    test("is needed to use up a fault", async () => {
        lab.faults.throttle("DescribeInstances", 1);
        const { ec2 } = awsClients(lab, { secretAccessKey: "guessed" });
        await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: "AuthFailure" });
        const own = awsClients(lab).ec2.send(new DescribeInstancesCommand({}));
        await expect(own).rejects.toMatchObject({ name: "RequestLimitExceeded" });
    });
});

describe.each(["embedded", "openssh"] as const)("an instance of kind %s, whatever the umask", (kind) => {
    test("keeps its files in folders that only its user can enter", async () => {
        const instance = await lab.launchInstance({ kind, homeFiles: { "a/b": "text" } });
        const folder = folderOf(instance);
        for (const path of [folder, join(folder, instance.instanceId)]) {
            expect([path, modeOf(path)]).toEqual([path, 0o700]);
        }
        const open = listAll(folder).filter((path) => lstatSync(path).isDirectory() && modeOf(path) !== 0o700);
        expect(open).toEqual([]);
        expect(listAll(folder).filter((path) => lstatSync(path).isFIFO() && modeOf(path) !== 0o600)).toEqual([]);
        if (userInfo().uid !== 0) return;
        const { status, stdout } = asNobody("find", folder);
        expect([status, stdout]).toEqual([1, `${folder}\n`]);
    });

    test("listens on loopback and in its own folder, and nowhere else", async () => {
        const instance = await lab.launchInstance({ kind, ipv6: true });
        const processes = [process.pid, ...childrenOf(process.pid)];
        const sockets = new Set(processes.flatMap(socketsOf));
        const tcp = listeners("/proc/net/tcp", sockets, 3, 9);
        expect(tcp.length).toBeGreaterThanOrEqual(3);
        // The first byte of an IPv4 address comes last; ::1 is the only one of IPv6.
        expect(tcp.filter((address) => !/^[0-9A-F]{6}7F:/.test(address))).toEqual([]);
        const tcp6 = listeners("/proc/net/tcp6", sockets, 3, 9);
        expect(tcp6.filter((address) => !address.startsWith("00000000000000000000000001000000:"))).toEqual([]);
        const unix = readFileSync("/proc/net/unix", "utf8")
            .split("\n")
            .map((line) => line.trim().split(/\s+/))
            .filter(([, , , flags, , , inode]) => flags === "00010000" && sockets.has(inode ?? ""))
            .map(([, , , , , , , path = ""]) => path);
        expect(unix.length).toBeGreaterThanOrEqual(kind === "embedded" ? 1 : 0);
        expect(unix.filter((path) => !path.startsWith(`${folderOf(instance)}/`))).toEqual([]);
    });
});

test("folders of homes that the lab makes are private; one that was there keeps its mode", async () => {
    const instance = await lab.launchInstance();
    const made = join(instance.homeOf("ec2-user"), "deep", "home");
    const second = await lab.launchInstance({ home: made });
    expect(modeOf(second.homeOf("ec2-user"))).toBe(0o700);
    expect(modeOf(dirname(made))).toBe(0o700);
});

function modeOf(path: string): number {
    return lstatSync(path).mode & 0o777;
}

function listAll(folder: string): string[] {
    return readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
}

function asNobody(...command: readonly string[]) {
    const identity = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    return spawnSync("setpriv", [...identity, ...command], { encoding: "utf8" });
}

function childrenOf(processId: number): number[] {
    const tasks = readdirSync(`/proc/${processId}/task`);
    const direct = tasks.flatMap((task) =>
        readFileSync(`/proc/${processId}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return direct.flatMap((child) => [child, ...childrenOf(child)]);
}

/** Inodes of the sockets that a process has open. */
function socketsOf(processId: number): string[] {
    return readdirSync(`/proc/${processId}/fd`).flatMap((name) => {
        try {
            return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${processId}/fd/${name}`))?.[1] ?? [];
        } catch {
            return []; // closed since it was listed
        }
    });
}

/** Local addresses of the sockets of a /proc table that listen. */
function listeners(table: string, sockets: ReadonlySet<string>, state: number, inode: number): string[] {
    return readFileSync(table, "utf8")
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[state] === "0A" && sockets.has(fields[inode] ?? ""))
        .map((fields) => fields[1] ?? "");
}
