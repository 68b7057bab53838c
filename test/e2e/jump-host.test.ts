import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { LabInstance, LaunchOptions } from "../../lab";
import type { ConnectionArgs } from "../../sdk";
import { startSocksProxy } from "../support/socks-proxy";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

/** The target: only its VPC reaches it. */
const scene = useScene({ publicAddress: "none", privateAddress: "vpc-only" });
const others: LabInstance[] = [];

afterEach(async () => {
    for (const instance of others.splice(0)) {
        await instance.terminate();
    }
});

async function launch(options: LaunchOptions = {}): Promise<LabInstance> {
    const instance = await scene.lab.launchInstance(options);
    others.push(instance);
    return instance;
}

/** Without the engine's line breaks. */
const plain = (failure: string | undefined) => (failure ?? "").replace(/\s+/g, " ");

function program(
    jump: LabInstance,
    targets: readonly LabInstance[],
    connection: Partial<ConnectionArgs> = {},
    create = "echo $USER",
) {
    return async () => {
        const commands = targets.map(
            ({ instanceId }, index) =>
                new InstanceConnectCommand(`command-${index}`, {
                    instanceId,
                    create,
                    connection: { via: { instanceId: jump.instanceId, port: jump.port }, ...connection },
                }),
        );
        return { stdout: commands[0]?.stdout, run: commands[0]?.run };
    };
}

describe("a jump host", () => {
    test("leads to instances that only its VPC reaches, over one connection, and is recorded", async () => {
        const jump = await launch({ osUsers: ["ubuntu"], image: { name: "ubuntu/images/ubuntu-noble" } });
        const second = await launch({ publicAddress: "none", privateAddress: "vpc-only" });
        const targets = [scene.instance, second, scene.instance];
        const stack = await scene.makeStack(program(jump, targets));
        const { failure, outputs } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("ec2-user");
        expect(outputs.run?.value).toMatchObject({
            route: "private",
            address: scene.instance.privateAddress,
            via: { instanceId: jump.instanceId, hostKey: jump.hostKeyFingerprints[0] },
        });
        expect([jump.connections.accepted, jump.pushedKeys.length]).toEqual([1, 1]);
        expect(jump.pushedKeys[0]?.osUser).toBe("ubuntu");
        expect(scene.instance.connections.accepted).toBe(1);
    });

    test("whose sshd does not allow forwarding is named, with what to change", async () => {
        const jump = await launch({ kind: "openssh", sshdConfig: ["AllowTcpForwarding no"] });
        const stack = await scene.makeStack(program(jump, [scene.instance]));
        const failure = plain((await stack.up()).failure);
        expect(failure).toContain("Code: JUMP_FORWARDING_REFUSED");
        expect(failure).toContain("AllowTcpForwarding");
        expect(failure).toContain("The command did not run.");
    });

    test("of real OpenSSH leads to an instance of real OpenSSH", async () => {
        const jump = await launch({ kind: "openssh" });
        const target = await launch({ kind: "openssh", publicAddress: "none" });
        const connection = { address: target.privateAddress, port: target.port };
        const stack = await scene.makeStack(program(jump, [target, target], connection));
        const { failure, outputs } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.run?.value).toMatchObject({ route: "given", via: { instanceId: jump.instanceId } });
        expect(jump.connections.accepted).toBe(1);
    });

    test("that holds another key than the recorded one is refused, and named as the jump host", async () => {
        const jump = await launch();
        const stack = await scene.makeStack(program(jump, [scene.instance]));
        expect((await stack.up()).failure).toBeUndefined();
        await jump.faults.changeHostKey();
        const failure = plain((await stack.up(program(jump, [scene.instance], {}, "echo again"))).failure);
        expect(failure).toContain("Code: SSH_HOST_KEY_MISMATCH");
        expect(failure).toContain(`The host key of the jump host ${jump.instanceId} is not the expected one`);
        expect(failure).toContain(`Instance: ${scene.instance.instanceId} Jump host: ${jump.instanceId}`);
        expect(failure).toContain("accept the new key with connection.via.hostKeys");
    });

    test("that refuses the key is explained by what is known of it, with its own arguments", async () => {
        const jump = await launch({ osUsers: ["ubuntu"], image: { name: "ubuntu/images/ubuntu-noble" } });
        const connection = {
            via: { instanceId: jump.instanceId, port: jump.port, osUser: "ec2-user" },
            connectTimeout: "8s",
        };
        const stack = await scene.makeStack(program(jump, [scene.instance], connection));
        const failure = plain((await stack.up()).failure);
        expect(failure).toContain("Code: SSH_KEY_REFUSED");
        // The engine prints the first line more than once.
        const once = failure.slice(failure.lastIndexOf("Could not open an SSH session"));
        expect(once).toMatch(
            /^Could not open an SSH session to the jump host \S+ within connection.connectTimeout\. sshd /,
        );
        expect(once).toMatch(/^(?:(?!Tried for).)*Tried for(?:(?!Tried for).)*$/);
        expect(once).toContain('Set connection.via.osUser to "ubuntu"');
        expect(failure).not.toContain("connection.osUser");
    });

    test("that is lost while a script runs is reached again: the script runs once", async () => {
        const jump = await launch();
        const create = "for i in 1 2 3 4 5 6; do echo line $i; echo x >>~/lines; sleep 0.5; done";
        const stack = await scene.makeStack(program(jump, [scene.instance], {}, create));
        const running = stack.up();
        await expect.poll(() => existsSync(scene.home("lines")), { timeout: 30_000 }).toBe(true);
        expect(jump.faults.cutConnections()).toBe(1);
        const { failure, outputs } = await running;
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe([1, 2, 3, 4, 5, 6].map((number) => `line ${number}`).join("\n"));
        expect(readFileSync(scene.home("lines"), "utf8")).toBe("x\n".repeat(6));
    });

    test("that is private itself is reached through an endpoint", async () => {
        const jump = await launch({ publicAddress: "none", privateAddress: "vpc-only" });
        const endpoint = await scene.lab.createEndpoint();
        try {
            const stack = await scene.makeStack(program(jump, [scene.instance]));
            const { failure, outputs } = await stack.up();
            expect([failure, outputs.stdout?.value]).toEqual([undefined, "ec2-user"]);
            expect(endpoint.tunnels.opened).toBe(1);
        } finally {
            await endpoint.delete();
        }
    });
});

describe("a proxy", () => {
    test("leads to the instance, survives cuts, and its password is shown nowhere", async () => {
        const user = { name: "me", password: "s3cret-proxy-word" };
        const proxy = await startSocksProxy({ user });
        const target = await launch();
        try {
            const create = "for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done; echo x >>~/runs";
            const connection = {
                proxy: `socks5://${user.name}:${user.password}@127.0.0.1:${proxy.port}`,
                port: target.port,
            };
            const stack = await scene.makeStack(async () => {
                const args = { instanceId: target.instanceId, create, connection };
                return { stdout: new InstanceConnectCommand("command", args).stdout };
            });
            const running = stack.up();
            await expect.poll(() => proxy.asked.length, { timeout: 30_000 }).toBe(1);
            setTimeout(() => proxy.cut(), 1_500);
            const { failure, outputs, output } = await running;
            expect([failure, outputs.stdout?.value]).toEqual([undefined, "1\n2\n3\n4\n5\n6"]);
            expect(readFileSync(join(target.homeOf("ec2-user"), "runs"), "utf8")).toBe("x\n");
            expect(proxy.asked.length).toBeGreaterThan(1);
            expect(output).not.toContain(user.password);
            for (const name of readdirSync(stack.folder, { recursive: true, encoding: "utf8" })) {
                const path = join(stack.folder, name);
                expect(statSync(path).isFile() ? readFileSync(path, "latin1") : "", name).not.toContain(user.password);
            }
        } finally {
            proxy.stop();
        }
    });
});
