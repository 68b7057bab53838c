import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { type EngineOptions, InstanceConnectCommand, type Operation, type TestStack } from "./engine";
import { filesHolding } from "./files-holding";
import { useScene } from "./scene";

/** Each secret of the program has a number of its own after this, so that a find tells which of them it is. */
const SECRET = "s3cr3t-Value-of-this-test";
const DEBUG: EngineOptions = { debug: true, diff: true };

/** How the Automation API calls the CLI. */
type Run = (args: string[], ...more: unknown[]) => Promise<unknown>;

const scene = useScene();

/** A resource of another provider, which gets what ours gives. */
class Keeper extends pulumi.dynamic.Resource {
    constructor(name: string, inputs: object) {
        super({ create: async (outs: object) => ({ id: "kept", outs }) }, name, { ...inputs });
    }
}

const ARGS = {
    environment: { TOKEN: `${SECRET}-environment`, LINES: `${SECRET}-line-1\n"${SECRET}-line-2"` },
    stdin: `${SECRET}-stdin`,
    create: pulumi.secret(`echo ${SECRET}-stdout; echo ${SECRET}-stderr >&2; : ${SECRET}-script`),
    delete: pulumi.secret(`echo ${SECRET}-delete`),
};

function program(args: Partial<InstanceConnectCommandArgs> = {}): PulumiFn {
    return async () => {
        const command = new InstanceConnectCommand("command", {
            instanceId: scene.instance.instanceId,
            ...ARGS,
            files: [{ remotePath: scene.home("file"), content: `${SECRET}-content`, onDelete: "remove" }],
            ...args,
        });
        const component = new pulumi.ComponentResource("test:index:Component", "component");
        new Keeper("keeper", {
            text: pulumi.interpolate`it said ${command.stdout}`,
            environment: command.environment,
        });
        return { stdout: command.stdout, component: component.urn };
    };
}

/** Every place of an operation's words that shows the secret, with some text before it. */
function shown(operation: Operation): string[] {
    const { output, stderr, events, failure = "" } = operation;
    const everything = [output, stderr, JSON.stringify(events), failure].join("\n");
    return everything
        .split(SECRET)
        .slice(0, -1)
        .map((before) => before.slice(-60));
}

const countOf = ({ events }: Operation, text: string) => JSON.stringify(events).split(text).length - 1;

describe("with --debug", () => {
    test("no operation shows a secret: not the console, the events, the state, the history or the backups", async () => {
        const stack = await scene.makeStack(program());
        const changed = { triggers: [1], logging: "none" as const };
        const operations: [string, (stack: TestStack) => Promise<Operation>][] = [
            ["preview", () => stack.preview(program(), DEBUG)],
            ["create", () => stack.up(program(), DEBUG)],
            ["preview of a change", () => stack.preview(program({ triggers: [1] }), DEBUG)],
            ["update", () => stack.up(program({ triggers: [1] }), DEBUG)],
            ["record", () => stack.up(program(changed), DEBUG)],
            ["nothing", () => stack.up(program(changed), DEBUG)],
            ["refresh", () => stack.refresh(DEBUG)],
            ["destroy", () => stack.destroy(DEBUG)],
        ];
        for (const [name, run] of operations) {
            const operation = await run(stack);
            expect.soft([name, operation.failure, shown(operation)]).toEqual([name, undefined, []]);
            if (name !== "refresh" && name !== "destroy") {
                // Of the stack, our resource, the component and the other resource: the messages themselves are there.
                expect.soft([name, countOf(operation, "RegisterResource RPC finished")]).toEqual([name, 4]);
            }
        }
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
    });

    test("a script that fails shows none", async () => {
        const create = pulumi.secret(`echo ${SECRET}-stdout; echo ${SECRET}-stderr >&2; exit 3`);
        const stack = await scene.makeStack(program({ create }));
        const withOpenScript = {
            create: 'echo "$TOKEN"; cat >&2; exit 4',
            delete: "true",
            environment: { TOKEN: pulumi.secret(`${SECRET}-environment`) },
        };
        for (const failing of [program({ create }), program(withOpenScript)]) {
            const operation = await stack.up(failing, DEBUG);
            expect(operation.failure).toMatch(/exit code [34]/);
            expect(shown(operation)).toEqual([]);
        }
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
    });

    test.each([
        ["a private key", { connection: { privateKey: `${SECRET}-key`, passphrase: `${SECRET}-passphrase` } }],
        ["a duration", { commandTimeout: pulumi.secret(SECRET) }],
        ["an instance id", { instanceId: pulumi.secret(SECRET) }],
        ["an interpreter", { interpreter: [pulumi.secret(`${SECRET}\0`)] }],
        ["a map in place of a text", { stdin: { password: SECRET } }],
        ["an argument that does not exist", { enviroment: { PASSWORD: SECRET } }],
    ])("a check that refuses it shows none: %s", async (_, args) => {
        const stack = await scene.makeStack(program(args as object));
        for (const operation of [await stack.preview(undefined, DEBUG), await stack.up(undefined, DEBUG)]) {
            expect(operation.failure).toContain("command");
            expect(shown(operation)).toEqual([]);
        }
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
    });
});

describe("the engine's other ways to tell", () => {
    test("show none: --json", async () => {
        const stack = await scene.makeStack(program());
        const command = stack.stack.workspace.pulumiCommand as unknown as { run: Run };
        const run = command.run.bind(command);
        command.run = (args, ...more) =>
            run(/^(up|preview)$/.test(args[0] ?? "") ? [...args, "--json"] : args, ...more);
        const preview = await stack.preview(program(), DEBUG);
        expect([preview.failure, shown(preview)]).toEqual([undefined, []]);
        expect(JSON.parse(preview.output)).toMatchObject({ changeSummary: { create: 4 } });
        const up = await stack.up(program(), DEBUG);
        expect([up.failure, shown(up)]).toEqual([undefined, []]);
        expect(up.output).toContain("RegisterResource RPC finished");
    });

    test("its own log shows none up to --verbose=8", async () => {
        const stack = await scene.makeStack(program());
        const { failure, ...rest } = await stack.up(undefined, { logToStdErr: true, logFlow: true, logVerbosity: 8 });
        expect(failure).toBeUndefined();
        expect(rest.stderr).toContain("RegisterResource");
        expect(shown({ failure, ...rest })).toEqual([]);
    });
});
