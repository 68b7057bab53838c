import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, type TestStack } from "./engine";
import { useScene } from "./scene";

/** Short secrets: whoever has a digest of one finds it in no time. */
const PINS = {
    stdin: "100001",
    environment: "200002",
    content: "300003",
    text: "400004",
    tree: "500005",
    file: "600006",
};
const PRINTED = "the pin is 700007";

const scene = useScene();
let local: string;
beforeAll(() => {
    local = mkdtempSync(join(tmpdir(), "eic-digests-"));
    writeFileSync(join(local, "secret"), PINS.file);
    writeFileSync(join(local, "public"), "public");
});
afterAll(() => rmSync(local, { recursive: true, force: true }));

const home = (name: string) => join(scene.instance.homeOf("ec2-user"), name);

function program(args: Partial<InstanceConnectCommandArgs> = {}) {
    return async () => {
        const { StringAsset, FileAsset, AssetArchive } = pulumi.asset;
        const { fileHashes, run } = new InstanceConnectCommand("command", {
            instanceId: scene.instance.instanceId,
            create: pulumi.secret(`echo ${PRINTED}; echo ${PRINTED} >&2`),
            stdin: PINS.stdin,
            environment: { PIN: PINS.environment },
            files: [
                { remotePath: home("content"), content: PINS.content },
                { remotePath: home("text"), source: new StringAsset(PINS.text) },
                { remotePath: home("tree"), source: new AssetArchive({ a: new StringAsset(PINS.tree) }) },
                { remotePath: home("secret"), source: pulumi.secret(new FileAsset(join(local, "secret"))) },
                { remotePath: home("public"), source: new FileAsset(join(local, "public")) },
            ],
            ...args,
        });
        return { fileHashes, run };
    };
}

/** Which secrets the exported state betrays by a digest of them. */
async function betrayed(stack: TestStack): Promise<string[]> {
    // Secrets are exported in plain text, as `--show-secrets` does; what matters is what is none.
    const state = JSON.stringify(await stack.stack.exportStack(), (_key, value) =>
        value?.["4dabf18193072939515e22adb298388d"] === "1b47061264138c4ac30d75fd1eb44270" ? "encrypted" : value,
    );
    return [...Object.values(PINS), PRINTED].filter((secret) =>
        ["sha256", "sha1", "md5", "sha512"].some((algorithm) =>
            [secret, `${secret}\n`, JSON.stringify(secret)].some((form) => {
                const digest = createHash(algorithm).update(form).digest();
                // A part of a digest tells as much as the whole.
                return (
                    state.includes(digest.toString("hex").slice(0, 12)) ||
                    state.includes(digest.toString("base64").slice(0, 12))
                );
            }),
        ),
    );
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("no path leaves a digest of a secret in plain state, and the next up finds no change", async () => {
    const stack = await scene.makeStack(program());
    const created = await stack.up();
    expect(created.failure).toBeUndefined();
    expect(created.outputs.fileHashes).toEqual({ value: { [home("public")]: sha256("public") }, secret: false });
    expect(created.outputs.run).toMatchObject({ value: { stdoutBytes: PRINTED.length + 1 }, secret: false });
    expect(Object.keys(created.outputs.run?.value as object).filter((name) => /sha256/i.test(name))).toEqual([]);
    expect(await betrayed(stack)).toEqual([]);
    const failing = program({ create: pulumi.secret(`echo ${PRINTED}; exit 3`) });
    for (const [path, operation] of [
        ["same", () => stack.up()],
        ["record", () => stack.up(program({ logging: "none" }))],
        ["refresh", () => stack.refresh()],
        ["failure", () => stack.up(failing)],
        ["update", () => stack.up(program())],
    ] as const) {
        const { failure, changes } = await operation();
        expect([path, failure === undefined]).toEqual([path, path !== "failure"]);
        expect([path, path === "same" ? changes : { same: 1 }]).toEqual([path, { same: 1 }]);
        expect([path, await betrayed(stack)]).toEqual([path, []]);
    }
    expect((await stack.up(program())).changes).toEqual({ same: 1 });
    expect((await stack.destroy()).failure).toBeUndefined();
});

test("a change of a text alone is still a change", async () => {
    const stack = await scene.makeStack(program());
    await stack.up();
    const files = [{ remotePath: home("content"), content: "300004" }];
    expect((await stack.up(program({ files }))).changes).toEqual({ update: 1 });
    expect(await betrayed(stack)).toEqual([]);
});

test("a state of before, with all digests in it, makes no change and is cleaned by a refresh", async () => {
    const stack = await scene.makeStack(program());
    await stack.up();
    const exported = await stack.stack.exportStack();
    for (const { outputs, type } of exported.deployment.resources) {
        if (String(type).includes("InstanceConnectCommand")) {
            const hashes: [string, string][] = [
                [home("content"), PINS.content],
                [home("text"), PINS.text],
                [home("tree/a"), PINS.tree],
                [home("secret"), PINS.file],
                [home("public"), "public"],
            ];
            const placed = { onDelete: "keep", made: true };
            outputs.fileHashes = Object.fromEntries(hashes.map(([path, pin]) => [path, sha256(pin)]));
            outputs.__placed = [
                { ...placed, path: home("tree"), kind: "directory", value: "" },
                ...hashes.map(([path, pin]) => ({ ...placed, path, kind: "file", value: sha256(pin) })),
            ];
            outputs.run.stdoutSha256 = sha256(`${PRINTED}\n`);
            outputs.run.stderrSha256 = sha256(`${PRINTED}\n`);
            const roots = ["content", "text", "tree", "secret", "public"].map(home);
            const hidden = JSON.parse(outputs.__secretHashes.plaintext);
            const known = [...hidden.slice(0, 3), sha256(PINS.file), sha256("public")];
            outputs.files = roots.map((remotePath, index) => ({ remotePath, hash: known[index] }));
            delete outputs.__secretHashes;
            delete outputs.__hashesSorted;
        }
    }
    await stack.stack.importStack(exported);
    expect((await betrayed(stack)).length).toBeGreaterThan(4);
    expect((await stack.up(program())).changes).toEqual({ same: 1 });
    expect((await stack.refresh()).failure).toBeUndefined();
    // What the program exported before is the stack's until the next up.
    expect((await stack.up(program())).changes).toEqual({ same: 1 });
    expect(await betrayed(stack)).toEqual([]);
});
