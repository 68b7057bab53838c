import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../lab";
import { root } from "../support/imports";
import { toolPath } from "../support/tools";
import { type CommandUser, makeUser } from "./command";
import { openWindow, type Window } from "./window";

let lab: Lab;
let user: CommandUser;
let instance: LabInstance;
let window: Window | undefined;

beforeEach(async () => {
    lab = await startLab();
    user = makeUser(lab);
});

afterEach(async () => {
    await window?.close();
    window = undefined;
    user.remove();
    await lab.stop();
});

const ROUTES: readonly (readonly [string, LaunchOptions])[] = [
    ["a public address", {}],
    ["an endpoint", { publicAddress: "none", privateAddress: "vpc-only" }],
];

describe.each(ROUTES)("a terminal on an instance with %s", (_, launchOptions) => {
    test("is one: a size that changes, Ctrl-C, an editor, UTF-8, and the exit code", async () => {
        const editor = toolPath("vi");
        instance = await lab.launchInstance({ kind: "openssh", ...launchOptions });
        await lab.createEndpoint();
        const main = join(root, "dist", "cli", "main.js");
        window = await openWindow(user, [
            process.execPath,
            main,
            "ssh",
            "--port",
            `${instance.port}`,
            instance.instanceId,
        ]);
        await window.shows(/^\$ *$/m);
        await window.type("echo ready-$((1+1))", "Enter");
        await window.shows(/^ready-2$/m);
        await window.type("stty size", "Enter");
        await window.shows(/^30 100$/m);
        await window.resize(72, 20);
        await window.type("stty size", "Enter");
        await window.shows(/^20 72$/m);
        await window.type("sleep 1000", "Enter");
        await window.type("C-c", "echo after-$?", "Enter");
        await window.shows(/^after-130$/m);
        await window.type(`${editor} -u NONE note.txt`, "Enter");
        await window.shows(/^~ *$/m);
        await window.type("i", "Grüße, 世界", "Escape", ":wq", "Enter");
        await window.type("clear; wc -c <note.txt", "Enter");
        await window.shows(/^16$/m);
        expect(readFileSync(join(instance.homeOf("ec2-user"), "note.txt"), "utf8")).toBe("Grüße, 世界\n");
        await window.type("exit 7", "Enter");
        await window.shows(/^ended-7$/m);
    });
});
