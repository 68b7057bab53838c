import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { type CommandUser, makeUser } from "./command";

let lab: Lab;
let user: CommandUser;

beforeEach(async () => {
    lab = await startLab();
    user = makeUser(lab);
});

afterEach(async () => {
    user.remove();
    await lab.stop();
});

const ubuntu = { osUsers: ["ubuntu"], image: { name: "ubuntu/images/hvm-ssd/ubuntu-noble-24.04-amd64-server" } };

function portOf({ port }: LabInstance): string[] {
    return port === 22 ? [] : ["--port", String(port)];
}

describe.each(["embedded", "openssh"] as const)("ssh to an instance of kind %s", (kind) => {
    test("needs only the ID: the user is the image's, the key is fresh, the host key comes from the console", async () => {
        const instance = await lab.launchInstance({ kind, ...ubuntu });
        const ended = await user.run(["ssh", ...portOf(instance), instance.instanceId, "echo", "hello", "$USER"]);
        expect(ended).toEqual({ exitCode: 0, stdout: "hello ubuntu\n", stderr: "" });
        const recorded = join(user.home, "config/ec2-instance-connect/known_hosts");
        expect(readFileSync(recorded, "utf8")).toBe(
            instance.hostKeyLines.map((line) => `${instance.instanceId} ${line}\n`).join(""),
        );
        expect(statSync(recorded).mode & 0o777).toBe(0o600);
        expect(instance.pushedKeys).toHaveLength(1);
        expect(readdirSync(user.home).filter((name) => name.startsWith("ec2-instance-connect-"))).toEqual([]);
    });

    test("passes the exit code, both streams and standard input on", async () => {
        const instance = await lab.launchInstance({ kind });
        const ended = await user.run(["ssh", ...portOf(instance), instance.instanceId, "cat; echo oops >&2; exit 42"], {
            input: "from here\n",
        });
        expect(ended).toEqual({ exitCode: 42, stdout: "from here\n", stderr: "oops\n" });
    });

    test("passes words as ssh does, and runs none of them here", async () => {
        const instance = await lab.launchInstance({ kind });
        const words = ["printf", "'%s|'", "a\\ b", "'$(touch evil)'", "%h", '"`touch evil`"', "--user", "-v"];
        const { stdout } = await user.run(["ssh", ...portOf(instance), instance.instanceId, ...words]);
        expect(stdout).toBe("a b|$(touch evil)|%h||--user|-v|");
        expect(existsSync(join(user.home, "evil"))).toBe(false);
        expect(existsSync(join(process.cwd(), "evil"))).toBe(false);
    });

    test("refuses a host key that has changed, and signs nothing", async () => {
        const instance = await lab.launchInstance({ kind });
        const args = ["ssh", ...portOf(instance), instance.instanceId, "echo in"];
        expect((await user.run(args)).stdout).toBe("in\n");
        await instance.faults.changeHostKey();
        const refused = await user.run(args);
        expect(refused.exitCode).toBe(255);
        expect(refused.stdout).toBe("");
        expect(refused.stderr).toContain(`ec2-instance-connect known-hosts forget ${instance.instanceId}`);
        expect(instance.pushedKeys).toHaveLength(1);
        expect((await user.run(["known-hosts", "forget", instance.instanceId])).exitCode).toBe(0);
        expect(
            (await user.run([...args.slice(0, 1), "--host-key-policy", "trust-on-first-use", ...args.slice(1)])).stdout,
        ).toBe("in\n");
    });

    test("goes through an endpoint to an instance that only its VPC reaches", async () => {
        const instance = await lab.launchInstance({ kind, publicAddress: "none", privateAddress: "vpc-only" });
        const endpoint = await lab.createEndpoint();
        // An endpoint leads to port 22 only, wherever the sshd of the lab listens.
        const ended = await user.run(["ssh", "--route", "endpoint", instance.instanceId, "echo inside"]);
        expect(ended).toEqual({ exitCode: 0, stdout: "inside\n", stderr: "" });
        expect(endpoint.tunnels.opened).toBeGreaterThan(0);
    });
});

test.each([
    ["private", { publicAddress: "none" }, ({ port }: LabInstance) => port],
    ["ipv6", { ipv6: true, publicAddress: "none" }, ({ ipv6Port }: LabInstance) => ipv6Port],
] as const)("the route %s leads to the instance", async (route, launchOptions, portOn) => {
    const instance = await lab.launchInstance(launchOptions);
    const args = ["ssh", "--route", route, "-p", String(portOn(instance)), instance.instanceId, "echo in"];
    expect(await user.run(args)).toEqual({ exitCode: 0, stdout: "in\n", stderr: "" });
});

test("the first key is trusted with a warning and recorded if the console shows none", async () => {
    const instance = await lab.launchInstance({ console: { text: "a system without cloud-init\n" } });
    const args = ["ssh", ...portOf(instance), instance.instanceId, "echo in"];
    const first = await user.run(args);
    expect(first.stdout).toBe("in\n");
    expect(first.stderr).toContain(`was trusted on first use: ${instance.hostKeyFingerprints[0]}`);
    expect(await user.run(args)).toEqual({ exitCode: 0, stdout: "in\n", stderr: "" });
    const list = await user.run(["known-hosts", "list", "--json"]);
    expect(JSON.parse(list.stdout)).toEqual([
        { instanceId: instance.instanceId, type: "ssh-ed25519", fingerprint: instance.hostKeyFingerprints[0] },
    ]);
});

test("options of both kinds stand before or after the instance; a master connection outlives the command", async () => {
    const instance = await lab.launchInstance({ kind: "openssh" });
    const control = join(user.home, "master");
    const master = ["-MNf", "-S", control, instance.instanceId, "-o", "ControlPersist=yes", ...portOf(instance)];
    const shared = ["-S", control, instance.instanceId];
    const child = user.start(process.execPath, [join(process.cwd(), "dist/cli/main.js"), "ssh", ...master], {});
    child.stdin?.end();
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
    expect((await user.program("ssh", [...shared, "echo shared"])).stdout).toBe("shared\n");
    await user.program("ssh", ["-O", "exit", ...shared]);
    expect(instance.connections.accepted).toBe(1);
});

test("-A forwards the user's own agent, not the one that signs in", async () => {
    const instance = await lab.launchInstance({ kind: "openssh" });
    const agent = join(user.home, "own-agent");
    const running = user.start("ssh-agent", ["-D", "-a", agent]);
    try {
        await expect.poll(() => existsSync(agent)).toBe(true);
        await user.program("ssh-keygen", [
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            "my own key",
            "-f",
            join(user.home, "key"),
        ]);
        const environment = { SSH_AUTH_SOCK: agent };
        await user.program("ssh-add", ["-q", join(user.home, "key")], { environment });
        const args = ["ssh", "-A", ...portOf(instance), instance.instanceId, "ssh-add -l"];
        expect(await user.run(args, { environment })).toMatchObject({ stdout: expect.stringContaining("my own key") });
    } finally {
        running.kill();
    }
});

test("failures of our own are 255, in words of this command", async () => {
    const unknown = await user.run(["ssh", "--connect-timeout", "60s", "i-0123456789abcdef0"]);
    expect(unknown.exitCode).toBe(255);
    expect(unknown.stderr).toContain("i-0123456789abcdef0");
    expect(unknown.stderr).toContain("Code: AWS_INSTANCE_NOT_FOUND");
    expect(unknown.stderr).not.toMatch(/pulumi|connection\.|The command did not run/i);
    for (const args of [
        ["ssh"],
        ["ssh", "host"],
        ["ssh", "--nonsense", "i-0123456789abcdef0"],
        ["nonsense"],
        ["ssh", "--port", "x", "i-0123456789abcdef0"],
    ]) {
        expect((await user.run(args)).exitCode).toBe(255);
    }
});
