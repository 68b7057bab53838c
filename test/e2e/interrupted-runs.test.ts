import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, type TestStack } from "./engine";
import { engineProcesses } from "./processes";
import { useScene } from "./scene";

const scene = useScene();
const { home } = scene;
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;
const textOf = (name: string) => readFileSync(home(name), "utf8");
const WAIT = { timeout: 60_000 };

/** What a service does that reads its configuration as it starts, and once more at the end of a long start. */
const RESTART =
    "echo x >>~/begun; until [ -e ~/may-end ]; do sleep 0.1; done; cat ~/app.conf >>~/served; cat ~/app.conf";

function program(args: Partial<InstanceConnectCommandArgs>) {
    return async () => {
        const { stdout } = new InstanceConnectCommand("command", { instanceId: scene.instance.instanceId, ...args });
        return { stdout };
    };
}

const withConfig = (content: string) =>
    program({
        create: RESTART,
        files: [{ remotePath: home("app.conf"), source: new pulumi.asset.StringAsset(content) }],
    });

async function killEngine({ folder, stack }: TestStack, up: Promise<unknown>): Promise<void> {
    for (const pid of engineProcesses(folder)) {
        process.kill(pid, "SIGKILL");
    }
    await up;
    await stack.cancel();
}

describe("an up that was killed while its script ran", () => {
    test("is followed by one with another file: the live run keeps its file, and its result is never taken for the other's", async () => {
        const stack = await scene.makeStack(withConfig("B\n"));
        const up = stack.up();
        await expect.poll(() => linesIn("begun"), WAIT).toBe(1);
        await killEngine(stack, up);
        const next = stack.up(withConfig("C\n"));
        await expect.poll(() => stack.said(), WAIT).toContain("Waiting for it to end");
        expect(textOf("app.conf")).toBe("B\n");
        writeFileSync(home("may-end"), "");
        const { failure, outputs, output } = await next;
        expect(failure).toBeUndefined();
        expect(output).toContain("Waiting for it to end before anything is done");
        expect(outputs.stdout?.value).toBe("C");
        expect([textOf("served"), linesIn("begun")]).toEqual(["B\nC\n", 2]);
        expect((await stack.up(withConfig("C\n"))).changes).toEqual({ same: 1 });
    });

    test("is followed by one with the same file: its result is taken, and what the script made of the file stays", async () => {
        const change = `${RESTART}; echo changed >>~/app.conf`;
        const source = home("app.conf.of-the-program");
        writeFileSync(source, "B\n");
        const same = () =>
            program({
                create: change,
                // Of a file: the hash of a text is kept from state.
                files: [{ remotePath: home("app.conf"), source: new pulumi.asset.FileAsset(source) }],
            })();
        const stack = await scene.makeStack(same);
        const up = stack.up();
        await expect.poll(() => linesIn("begun"), WAIT).toBe(1);
        await killEngine(stack, up);
        writeFileSync(home("may-end"), "");
        await expect.poll(() => existsSync(home("app.conf")) && textOf("app.conf"), WAIT).toBe("B\nchanged\n");
        const { failure, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(output).toContain("The script was not run again");
        expect([linesIn("begun"), textOf("app.conf")]).toEqual([1, "B\nchanged\n"]);
        expect((await stack.resource()).outputs).toHaveProperty("__placed");
        expect((await stack.up()).changes).toEqual({ same: 1 });
    });

    test("is followed by one of another script: it waits, and never runs beside the first", async () => {
        const stack = await scene.makeStack(
            program({ create: "true", update: RESTART.replaceAll("app.conf", "begun") }),
        );
        expect((await stack.up()).failure).toBeUndefined();
        const up = stack.up(
            program({ create: "true", update: RESTART.replaceAll("app.conf", "begun"), triggers: [1] }),
        );
        await expect.poll(() => linesIn("begun"), WAIT).toBe(1);
        await killEngine(stack, up);
        const next = stack.up(program({ create: "true", update: "test -e ~/served; echo other", triggers: [2] }));
        await expect.poll(() => stack.said(), WAIT).toContain("Waiting for it to end");
        writeFileSync(home("may-end"), "");
        const { failure, outputs } = await next;
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("other");
        expect(linesIn("begun")).toBe(1);
    });
});

describe("the name of a run", () => {
    test("is made of public parts: secrets change nothing of it", async () => {
        const idWith = async (pin: string) => {
            const stack = await scene.makeStack(
                program({ create: "true", environment: { PIN: pin }, stdin: pin, triggers: [pin] }),
            );
            expect((await stack.up()).failure).toBeUndefined();
            const { run } = (await stack.resource()).outputs as { run: { id: string } };
            return run.id;
        };
        const [first, second] = [await idWith("123456"), await idWith("654321")];
        expect(first).toBe(second);
    });
});

describe("a delete that fails", () => {
    test("leaves the files that its script works with, and is run again by the next destroy", async () => {
        const stack = await scene.makeStack(
            program({
                files: [
                    {
                        remotePath: home("uninstall.sh"),
                        source: new pulumi.asset.StringAsset("echo x >>~/uninstalled\n"),
                        onDelete: "remove",
                    },
                ],
                create: "true",
                delete: "sh ~/uninstall.sh; [ -e ~/fixed ]",
            }),
        );
        expect((await stack.up()).failure).toBeUndefined();
        expect((await stack.destroy()).failure).toContain("CMD_EXIT");
        expect([existsSync(home("uninstall.sh")), linesIn("uninstalled")]).toEqual([true, 1]);
        expect((await stack.destroy()).failure).toContain("CMD_EXIT");
        expect(linesIn("uninstalled")).toBe(2);
        writeFileSync(home("fixed"), "");
        expect((await stack.destroy()).failure).toBeUndefined();
        expect([existsSync(home("uninstall.sh")), linesIn("uninstalled")]).toEqual([false, 3]);
        const runs = readdirSync(home(".local/state/ec2-instance-connect/runs"));
        expect(runs.filter((name) => !name.startsWith("."))).toEqual([]);
    });
});
