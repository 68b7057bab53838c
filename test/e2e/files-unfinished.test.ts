import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();

function program(args: Omit<InstanceConnectCommandArgs, "instanceId">) {
    return async () => {
        const command = new InstanceConnectCommand("command", { instanceId: scene.instance.instanceId, ...args });
        return { stdout: command.stdout };
    };
}

const file = (name: string, more: object = {}) => ({
    content: name,
    remotePath: scene.home(name),
    onDelete: "remove" as const,
    ...more,
});
const BAD = { owner: "nobody-of-that-name" };

describe("files of an operation that fails before its script", () => {
    test("are removed by a destroy after a first create, which runs no script that never had its counterpart", async () => {
        const stack = await scene.makeStack(
            program({
                files: [file("new/a"), file("new/b")],
                create: "touch ran",
                delete: "touch deleted",
                workingDirectory: "/nowhere-on-this-host",
            }),
        );
        const { failure } = await stack.up();
        expect(failure).toContain("The command did not run.");
        expect(existsSync(scene.home("new/a"))).toBe(true);
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(["new", "ran", "deleted"].filter((name) => existsSync(scene.home(name)))).toEqual([]);
    });

    test("leave no directory behind, and the next up creates", async () => {
        const stack = await scene.makeStack(program({ files: [file("new/a", BAD)], create: "touch ran" }));
        const first = await stack.up();
        expect(first.failure).toContain("FILE_OWNER_UNKNOWN");
        expect(existsSync(scene.home("ran"))).toBe(false);
        const second = await stack.up(
            program({ files: [file("new/a")], create: "touch ran", update: "touch updated" }),
        );
        expect(second.failure).toBeUndefined();
        expect(["new/a", "ran", "updated"].filter((name) => existsSync(scene.home(name)))).toEqual(["new/a", "ran"]);
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(existsSync(scene.home("new"))).toBe(false);
    });

    test("are remembered by an update, beside the last script's output and what was there before", async () => {
        const stack = await scene.makeStack(program({ files: [file("old/a")], create: "echo created" }));
        expect((await stack.up()).failure).toBeUndefined();
        mkdirSync(scene.home("other"));
        writeFileSync(scene.home("other/b"), "of somebody else");
        const failed = await stack.up(
            program({ files: [file("new/a", BAD), file("other/c")], create: "echo created" }),
        );
        expect(failed.failure).toContain("FILE_OWNER_UNKNOWN");
        expect((await stack.resource()).outputs.stdout).toBe("created");
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(["old", "new", "other/b"].filter((name) => existsSync(scene.home(name)))).toEqual(["other/b"]);
    });

    test("that are to be kept leave no resource, as nothing has to be remembered", async () => {
        const files = [file("a", { onDelete: "keep", ...BAD })];
        const stack = await scene.makeStack(program({ files, create: "touch ran" }));
        expect((await stack.up()).failure).toContain("FILE_OWNER_UNKNOWN");
        expect(await stack.resources()).toEqual([]);
    });
});
