import { writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, type Operation } from "./engine";
import { useScene } from "./scene";

const scene = useScene();
const { home } = scene;
const program =
    (args: Partial<InstanceConnectCommandArgs>, options: pulumi.CustomResourceOptions = {}): PulumiFn =>
    async () => {
        const { instanceId } = scene.instance;
        new InstanceConnectCommand("command", { instanceId, create: "true", ...args }, options);
    };

/** The lasting lines on the resource's row. */
function rowOf({ events }: Operation): string[] {
    return events
        .map(({ diagnosticEvent }) => diagnosticEvent)
        .filter((event) => event?.urn?.endsWith("::command") === true && event.ephemeral !== true)
        .map((event) => (event?.message ?? "").replace(/<\{%.*?%\}>/g, "").trim());
}

test("a preview says what would run and why, once, and up says the same", async () => {
    const a = home("a");
    const args = { triggers: [1], files: [{ remotePath: a, content: "hush1" }], environment: { NAME: "hush2" } };
    const stack = await scene.makeStack(program(args));
    const first = await stack.preview();
    expect(first.failure).toBeUndefined();
    expect(rowOf(first)).toEqual(["`create` would run\nFiles that change:\n    A (new, 5 bytes)".replace("A", a)]);
    const created = await stack.up();
    // The script itself follows at once.
    expect([rowOf(created), created.failure]).toEqual([[], undefined]);
    expect((await stack.resource()).outputs).not.toHaveProperty("__preview");
    const same = await stack.preview();
    expect([rowOf(same), same.changes]).toEqual([[], { same: 1 }]);

    const files = [{ remotePath: a, content: "hush3 longer", mode: "0600" }];
    const next = program({ ...args, triggers: [2], files, environment: { NAME: "hush4" }, logging: "none" });
    const line = `\`update\` would run: files[${JSON.stringify(a)}], environment and triggers[0] changed`;
    const calls = scene.lab.requests.length;
    const preview = await stack.preview(next);
    expect(scene.lab.requests).toHaveLength(calls);
    expect(rowOf(preview)).toEqual([`${line}\nFiles that change:\n    ${a} (content, mode, 12 bytes)`]);
    // On the row as well as below.
    expect(preview.output).toContain(`[diff: +logging~environment,files,triggers]; ${line}`);
    const up = await stack.up(next);
    expect(rowOf(up)).toEqual(rowOf(preview));
    const recorded = await stack.preview(program({ ...args, triggers: [2], files, environment: { NAME: "hush4" } }));
    expect(rowOf(recorded)).toEqual(["nothing runs: only logging is recorded"]);
    expect(JSON.stringify([first, created, preview, up, recorded])).not.toContain("hush");
    expect(rowOf(await stack.refresh())).toEqual([]);
});

test("a preview names a failure, an unfinished step and drift", async () => {
    const stack = await scene.makeStack(program({ create: "exit 3" }));
    expect((await stack.up()).failure).toContain("CMD_EXIT");
    expect(rowOf(await stack.preview())).toEqual(["`create` runs again: the last run failed with exit code 3"]);
    expect(rowOf(await stack.preview(program({ create: "exit 4", triggers: [1] })))).toEqual([
        "`create` runs again: the last run failed with exit code 3; create and triggers[0] changed",
    ]);
    const reading = program({ create: "true", read: "cat ~/value" });
    expect((await stack.up(reading)).failure).toContain("CMD_READ_FAILED");
    expect(rowOf(await stack.preview(reading))).toEqual([
        "no script runs: it is done; `read` is repeated, since it failed",
    ]);
    writeFileSync(home("value"), "good\n");
    expect((await stack.up(reading)).failure).toBeUndefined();
    writeFileSync(home("value"), "bad\n");
    await stack.refresh();
    expect(rowOf(await stack.preview(reading))).toEqual([
        "`update` would run: readStdout differs from its value after the last create or update",
    ]);
});

test("a preview tells a replacement, by us and by the engine, and what is not known yet", async () => {
    const stack = await scene.makeStack(program({ delete: "true", triggers: [1] }));
    expect((await stack.up()).failure).toBeUndefined();
    const moved = program({ delete: "true", triggers: [1], instanceId: "i-0123456789abcdef0" });
    expect(rowOf(await stack.preview(moved))).toEqual([
        "`create` would run for a new resource in place of this one, and `delete` for the old one: instanceId changed",
    ]);
    const replaceOnChanges = ["triggers"];
    expect(rowOf(await stack.preview(program({ delete: "true", triggers: [2] }, { replaceOnChanges })))).toEqual([
        "`update` would run: triggers[0] changed",
        "`create` would run instead of what is said above: Pulumi replaces the resource",
    ]);
    const waiting: PulumiFn = async () => {
        const { instanceId } = scene.instance;
        const first = new InstanceConnectCommand("first", { instanceId, create: "echo token" });
        const environment = { TOKEN: first.stdout };
        new InstanceConnectCommand("command", {
            instanceId,
            create: "true",
            delete: "true",
            triggers: [1],
            environment,
        });
        new InstanceConnectCommand("other::command", { instanceId, create: "true", environment });
    };
    const preview = await stack.preview(waiting);
    // The engine comes to the two in an order of its own.
    expect(rowOf(preview).sort()).toEqual([
        "`create` would run\nenvironment is not known yet",
        "`update` may run: environment is not known yet",
    ]);
});

test("a preview lists at most 20 files, and no path that the program made secret", async () => {
    const many = Array.from({ length: 24 }, (_, index) => ({ remotePath: home(`f${index}`), content: "x" }));
    const hush = { remotePath: pulumi.secret(home("hush")), content: "y" };
    const stack = await scene.makeStack(program({ files: [hush, ...many] }));
    const created = await stack.preview();
    expect(rowOf(created)[0]).toContain("\n    ... and 5 more");
    expect(rowOf(created)[0]?.match(/\(new, 1 byte\)/g)).toHaveLength(20);
    expect((await stack.up()).failure).toBeUndefined();
    const next = await stack.preview(program({ files: [{ ...hush, content: "z" }, ...many.slice(0, 23)] }));
    const dropped = home("f23");
    expect(rowOf(next)).toEqual([
        `\`update\` would run: files[0] and files[${JSON.stringify(dropped)}] changed\nFiles that change:\n    ${dropped} (left on the instance)\n    ... and 1 more, at paths that are not shown`,
    ]);
    // An entry that is gone leaves no trace of its path either.
    expect(JSON.stringify(rowOf(await stack.preview(program({ files: [] }))))).not.toContain("hush");
    expect(JSON.stringify([created.output, next.output])).not.toContain("hush");
});
