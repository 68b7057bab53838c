import { existsSync, readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { filesHolding } from "./files-holding";
import { useScene } from "./scene";

const SECRET = "s3cr3t-Value-of-this-test";

const scene = useScene();
const { home } = scene;
const runs = () => (existsSync(home("runs")) ? readFileSync(home("runs"), "utf8").split("\n").length - 1 : 0);
const give = (...lines: string[]) =>
    `echo x >>~/runs; ${lines.map((line) => `printf '%s\\n' '${line}' >>"$PULUMI_COMMAND_OUTPUT"`).join("; ")}`;

function program(args: Partial<InstanceConnectCommandArgs>, options?: pulumi.CustomResourceOptions) {
    return async () => {
        const { values, secrets, stdout } = new InstanceConnectCommand(
            "command",
            { instanceId: scene.instance.instanceId, ...args },
            options,
        );
        // In a preview, what is not known yet makes neither.
        const seen = values.apply((known) => `seen ${Object.keys(known).length}`);
        return { values, secrets, stdout, seen, isSecret: pulumi.isSecret(secrets) };
    };
}

describe("values", () => {
    test("come back as a map: texts, or any JSON; those of the last run", async () => {
        const stack = await scene.makeStack(program({ create: give("version=1.2", "text<<E", "one", "two", "E") }));
        const preview = await stack.preview();
        expect(preview.failure).toBeUndefined();
        const first = await stack.up();
        expect(first.outputs.values).toEqual({ value: { version: "1.2", text: "one\ntwo" }, secret: false });
        expect(first.outputs.secrets).toEqual({ value: { values: {}, fetched: {} }, secret: true });
        expect((await stack.up()).changes).toEqual({ same: 1 });
        const json = await stack.up(program({ create: give('{"port": 80, "hosts": ["a", {"b": true}]}') }));
        expect(json.outputs.values?.value).toEqual({ port: 80, hosts: ["a", { b: true }] });
        const none = await stack.up(program({ create: "true" }));
        expect(none.outputs.values?.value).toEqual({});
    });

    test("of a script that failed are kept, and those of a skipped run stay", async () => {
        const stack = await scene.makeStack(program({ create: `${give("a=1", "no line")}; exit 3` }));
        const failed = await stack.up();
        expect(failed.failure).toContain("CMD_EXIT");
        expect(failed.output).toContain("line 2 is neither name=value nor name<<WORD");
        expect((await stack.resource()).outputs.values).toEqual({ a: "1" });
        await stack.up(program({ create: give("a=2") }));
        const skipped = await stack.up(program({ create: give("a=3"), unless: "true" }));
        expect(skipped.outputs.values?.value).toEqual({ a: "2" });
        const fresh = await scene.makeStack(program({ create: give("a=4"), unless: "true" }));
        expect((await fresh.up()).outputs.values?.value).toEqual({});
    });

    test("with a bad line fail the resource once, keep the others, and run nothing again", async () => {
        const args = { create: give("a=1", `oops ${SECRET}`, "b=2") };
        const stack = await scene.makeStack(program(args));
        const { failure } = await stack.up();
        expect(failure).toContain("line 2 is neither name=value nor name<<WORD");
        expect(failure).toContain("The command ran.  Code: CMD_VALUES_INVALID");
        expect(failure).not.toContain(`oops ${SECRET}`);
        expect((await stack.resource()).outputs).toMatchObject({ values: { a: "1", b: "2" }, __succeeded: true });
        const next = await stack.up();
        expect([next.failure, next.outputs.values?.value]).toEqual([undefined, { a: "1", b: "2" }]);
        expect((await stack.up()).changes).toEqual({ same: 1 });
        expect(runs()).toBe(1);
    });

    test("are also written by the script that deletes, and are discarded", async () => {
        const stack = await scene.makeStack(program({ create: "true", delete: give("a=1", "bad line") }));
        await stack.up();
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(runs()).toBe(1);
    });
});

describe("secret values", () => {
    test("go to secrets, and stand nowhere in plain text", async () => {
        const args = { create: give(`token=${SECRET}`, "user=app"), secretValues: ["token"], logging: "none" as const };
        const stack = await scene.makeStack(program(args));
        const first = await stack.up();
        expect(first.outputs.values).toEqual({ value: { user: "app" }, secret: false });
        expect(first.outputs.secrets).toEqual({ value: { values: { token: SECRET }, fetched: {} }, secret: true });
        await stack.refresh();
        await stack.up(program({ ...args, logging: "stdout" }));
        await stack.up(program({ ...args, create: `${args.create}; exit 1` }));
        await stack.up(program({ ...args, create: `cat ~/missing || :; ${args.create} # again` }));
        const shown = [first.output, JSON.stringify(first.events)].join();
        // The program's script itself holds the word here, which its row in state shows.
        expect(shown.replaceAll(`token=${SECRET}`, "")).not.toContain(SECRET);
    });

    test("made on the host are found in no file of the stack's", async () => {
        const create = 'word=$(echo terces-edam | rev); echo "token=$word" >>"$PULUMI_COMMAND_OUTPUT"';
        const args = { create, secretValues: ["token"] };
        const stack = await scene.makeStack(program(args));
        const operations = [
            await stack.up(),
            await stack.preview(undefined, { diff: true }),
            await stack.refresh(),
            await stack.up(program({ ...args, logging: "none" })),
            await stack.up(program({ ...args, create: `${create}; exit 3` })),
            await stack.up(program({ ...args, create: `${create}; echo bad >>"$PULUMI_COMMAND_OUTPUT"` })),
        ];
        expect((await stack.resource()).outputs.secrets).toMatchObject({});
        expect(filesHolding(stack.folder, "made-secret")).toEqual([]);
        for (const { output, events, failure } of operations) {
            expect(output + JSON.stringify(events) + failure).not.toContain("made-secret");
        }
    });

    test("are moved by a change of their names alone, without a run", async () => {
        const args = { create: give("a=1", "b=2") };
        const stack = await scene.makeStack(program(args));
        await stack.up();
        const moved = await stack.up(program({ ...args, secretValues: ["b"] }));
        expect(moved.changes).toEqual({ update: 1 });
        expect(moved.outputs.values?.value).toEqual({ a: "1" });
        expect(moved.outputs.secrets?.value).toEqual({ values: { b: "2" }, fetched: {} });
        const back = await stack.up(program({ ...args, secretValues: [] }));
        expect(back.outputs.values?.value).toEqual({ a: "1", b: "2" });
        expect(runs()).toBe(1);
    });

    test("values are secret as a whole if stdout is", async () => {
        const marked = await scene.makeStack(program({ create: pulumi.secret(give(`a=${SECRET}`)) }));
        expect((await marked.up()).outputs.values).toEqual({ value: { a: SECRET }, secret: true });
        expect(filesHolding(marked.folder, SECRET)).toEqual([]);
        const named = await scene.makeStack(program({ create: give("a=1") }, { additionalSecretOutputs: ["values"] }));
        expect((await named.up()).outputs.values).toEqual({ value: { a: "1" }, secret: true });
    });
});

describe("values on a real sshd", () => {
    const others = useScene({ kind: "openssh", osUsers: ["ec2-user", "app"] });

    test("of a script of another user are its own: private, and made by that user", async () => {
        const create = [
            'id -un >>"$PULUMI_COMMAND_OUTPUT.id"',
            'sed "s/^/user=/" "$PULUMI_COMMAND_OUTPUT.id" >>"$PULUMI_COMMAND_OUTPUT"',
            'stat -c "mode=%a %U" "$PULUMI_COMMAND_OUTPUT" >>"$PULUMI_COMMAND_OUTPUT"',
        ].join("; ");
        const of =
            (runAs: string, script = create) =>
            async () => {
                const { instanceId } = others.instance;
                return { values: new InstanceConnectCommand("command", { instanceId, create: script, runAs }).values };
            };
        const stack = await others.makeStack(of("app"));
        for (const user of ["app", "root", "ec2-user"]) {
            const { failure, outputs } = await stack.up(of(user));
            expect([failure, outputs.values?.value]).toEqual([undefined, { user, mode: `600 ${user}` }]);
        }
        const theirs = 'echo a=1 >/tmp/theirs; chown app /tmp/theirs; mv /tmp/theirs "$PULUMI_COMMAND_OUTPUT"';
        expect((await stack.up(of("root", theirs))).failure).toContain("was replaced by a file of another user");
    });
});

test("of a state that lacks them, the maps are empty and known", async () => {
    const stack = await scene.makeStack(program({ create: "true" }));
    await stack.up();
    const deployment = await stack.stack.exportStack();
    const { resources } = deployment.deployment as { resources: { outputs?: Record<string, unknown> }[] };
    for (const { outputs } of resources) {
        delete outputs?.values;
        delete outputs?.seen;
        delete outputs?.isSecret;
        delete outputs?.secrets;
    }
    await stack.stack.importStack(deployment);
    const preview = await stack.preview(undefined, { diff: true });
    expect(preview.output).toMatch(/seen\s*: "seen 0"/);
    expect(preview.output).toMatch(/isSecret\s*: true/);
    const up = await stack.up();
    expect(up.changes).toEqual({ same: 1 });
    expect(up.outputs).toMatchObject({
        values: { value: {} },
        secrets: { value: { values: {}, fetched: {} }, secret: true },
    });
});

test("a variable of that name is refused by the check, with its path", async () => {
    const stack = await scene.makeStack(program({ create: "true", environment: { PULUMI_COMMAND_OUTPUT: "x" } }));
    const { failure } = await stack.preview();
    expect(failure).toContain("environment.PULUMI_COMMAND_OUTPUT");
    expect(failure).toContain("names the file to which a script writes values");
});
