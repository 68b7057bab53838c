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
    test("trusts what cloud-init printed from the first connection on, and does not ask again once a key is recorded", async () => {
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

    test("fails with AWS's refusal if the console may not be read", async () => {
        scene.lab.faults.denyAccess("GetConsoleOutput", 1);
        const stack = await scene.makeStack(command());
        const { failure } = await stack.up();
        expect(failure).toContain("AWS_ACCESS_DENIED");
        expect(failure).toContain("ec2:GetConsoleOutput");
    });
});

/** The text without the engine's line breaks. */
const plain = (text: string | undefined) => (text ?? "").replace(/\s+/g, " ");

function auto(create = "true") {
    return async () => {
        const { instanceId } = scene.instance;
        const { hostKeys } = new InstanceConnectCommand("command", { instanceId, create });
        return { hostKeys };
    };
}

describe('hostKeyPolicy "auto"', () => {
    test("takes the keys that the console shows, warns of nothing, and accepts no other", async () => {
        const stack = await scene.makeStack(auto());
        const first = await stack.up();
        expect(first.outputs.hostKeys?.value).toEqual(scene.instance.hostKeyFingerprints);
        expect(first.output).not.toContain("warning");
        const printed = scene.instance.consoleText;
        const stranger = await scene.makeStack(auto());
        await scene.instance.faults.changeHostKey();
        scene.instance.faults.showsOnConsole(printed);
        expect((await stranger.up()).failure).toContain("SSH_HOST_KEY_MISMATCH");
        expect(scene.instance.pushedKeys).toHaveLength(1);
    });

    test("waits for the console of a young instance while it is blank", async () => {
        scene.instance.faults.showsOnConsole("");
        const stack = await scene.makeStack(auto());
        const before = looks();
        const up = stack.up();
        await expect.poll(() => looks() - before).toBe(1);
        scene.instance.faults.showsOnConsole();
        const { failure, output } = await up;
        expect(failure).toBeUndefined();
        expect(output).toContain("on its console");
        expect(output).not.toContain("first use");
    });

    test.each([
        ["the console shows no host keys", () => scene.instance.faults.showsOnConsole("[ 0.0] Linux, and no key")],
        [
            "the console shows no host key that is whole",
            () =>
                scene.instance.faults.showsOnConsole(
                    "-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 AAAA\n-----END SSH HOST KEY KEYS-----",
                ),
        ],
        ["ec2:GetConsoleOutput is not allowed", () => scene.lab.faults.denyAccess("GetConsoleOutput")],
    ])("falls back to the first key and says why: %s", async (reason, fault) => {
        fault();
        const { failure, output, outputs } = await (await scene.makeStack(auto())).up();
        scene.lab.faults.clear();
        expect(failure).toBeUndefined();
        expect(plain(output)).toMatch(
            new RegExp(`was trusted on first use: SHA256:\\S+\\. Neither .* state had a key .*${reason}`),
        );
        expect(outputs.hostKeys?.value).toEqual(scene.instance.hostKeyFingerprints);
    });

    test("names the cause if cloud-init has made new keys since the first meeting", async () => {
        scene.instance.faults.showsOnConsole("[ 0.0] booting with the keys of the image");
        const stack = await scene.makeStack(auto());
        expect((await stack.up()).failure).toBeUndefined();
        await scene.instance.faults.changeHostKey();
        const keys = scene.instance.hostKeyLines.map((line) => `${line} root@new`);
        const block = ["-----BEGIN SSH HOST KEY KEYS-----", ...keys, "-----END SSH HOST KEY KEYS-----"].join("\r\n");
        scene.instance.faults.showsOnConsole(block);
        const failure = plain((await stack.up(auto("echo again"))).failure);
        expect(failure).toContain("Code: SSH_HOST_KEY_MISMATCH");
        expect(failure).toContain("cloud-init made new host keys on the first boot");
        expect(failure).toContain('connection.hostKeyPolicy to "console"');
        expect(scene.instance.pushedKeys).toHaveLength(1);
    });
});
