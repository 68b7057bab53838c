import { describe, expect, test } from "vitest";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();

function command(connectTimeout = "1m") {
    return async () => {
        const { instanceId } = scene.instance;
        const connection = { hostKeyPolicy: "console", connectTimeout } as const;
        const { hostKeys } = new InstanceConnectCommand("command", { instanceId, create: "true", connection });
        return { hostKeys };
    };
}

const looks = () => scene.lab.requests.filter(({ action }) => action === "GetConsoleOutput").length;

describe('hostKeyPolicy "console"', () => {
    test("trusts what cloud-init printed from the first connection on, and asks no more once a key is recorded", async () => {
        const before = looks();
        const stack = await scene.makeStack(command());
        const { failure, output, outputs } = await stack.up();
        expect(failure).toBeUndefined();
        expect(output).not.toContain("first use");
        expect(scene.instance.hostKeyFingerprints).toEqual(expect.arrayContaining(outputs.hostKeys?.value as string[]));
        expect(looks() - before).toBe(1);
        const again = await stack.up(async () => {
            const connection = { hostKeyPolicy: "console" } as const;
            new InstanceConnectCommand("command", {
                instanceId: scene.instance.instanceId,
                create: "echo 2",
                connection,
            });
        });
        expect([again.failure, looks() - before]).toEqual([undefined, 1]);
    });

    test("waits for a console that is late, once for many resources", async () => {
        scene.instance.faults.showsOnConsole("");
        const before = looks();
        const stack = await scene.makeStack(async () => {
            for (let index = 0; index < 10; index += 1) {
                const connection = { hostKeyPolicy: "console" } as const;
                const { instanceId } = scene.instance;
                new InstanceConnectCommand(`command-${index}`, { instanceId, create: "true", connection });
            }
        });
        const up = stack.up();
        await expect.poll(() => looks() - before).toBeGreaterThanOrEqual(1);
        scene.instance.faults.showsOnConsole();
        expect((await up).failure).toBeUndefined();
        expect(looks() - before).toBeLessThan(10);
    });

    test("refuses a host with another key before anything is sent, and a console without keys in time", async () => {
        const printed = scene.instance.consoleText;
        await scene.instance.faults.changeHostKey();
        scene.instance.faults.showsOnConsole(printed);
        const stack = await scene.makeStack(command());
        expect((await stack.up()).failure).toContain("SSH_HOST_KEY_MISMATCH");
        expect(scene.instance.pushedKeys).toHaveLength(0);
        scene.instance.faults.showsOnConsole("[ 0.0] Linux, and no key");
        const { failure } = await stack.up(command("3s"));
        expect(failure).toContain("SSH_NO_CONSOLE_KEYS");
        expect(failure).toContain("the console shows no host keys");
        expect(scene.instance.pushedKeys).toHaveLength(0);
    });

    test("fails with AWS's refusal where the console may not be read", async () => {
        scene.lab.faults.denyAccess("GetConsoleOutput", 1);
        const stack = await scene.makeStack(command());
        const { failure } = await stack.up();
        expect(failure).toContain("AWS_ACCESS_DENIED");
        expect(failure).toContain("ec2:GetConsoleOutput");
    });
});
