import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import type { StateResource } from "./engine-state";
import { filesHolding } from "./files-holding";
import { useScene } from "./scene";

const SECRET = "s3cr3t-Value-of-this-test";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

const scene = useScene();

function command(args: Omit<InstanceConnectCommandArgs, "instanceId">, options?: pulumi.CustomResourceOptions) {
    return async () => {
        const { instanceId } = scene.instance;
        const { stdout } = new InstanceConnectCommand("command", { instanceId, ...args }, options);
        return { stdout };
    };
}

const isEncrypted = (value: unknown) => typeof value === "object" && value !== null && SIGNATURE in value;
const encrypted = ({ outputs }: StateResource, ...names: string[]) => names.map((name) => isEncrypted(outputs[name]));

describe("environment and stdin", () => {
    test("are encrypted in state on every path, and stdout is not, since the program marked nothing", async () => {
        const args = { environment: { TOKEN: SECRET }, stdin: SECRET, delete: "true" };
        const stack = await scene.makeStack(command({ create: "echo fine", ...args }));
        const paths: [string, () => Promise<{ failure: string | undefined }>][] = [
            ["create", () => stack.up()],
            ["record", () => stack.up(command({ create: "echo fine", logging: "none", ...args }))],
            ["refresh", () => stack.refresh()],
            ["update", () => stack.up(command({ create: "echo finer", ...args }))],
            ["failure", () => stack.up(command({ create: "exit 3", ...args }))],
        ];
        for (const [path, operation] of paths) {
            const { failure } = await operation();
            expect([path, failure === undefined]).toEqual([path, path !== "failure"]);
            const resource = await stack.resource();
            expect([path, encrypted(resource, "environment", "stdin", "stdout")]).toEqual([path, [true, true, false]]);
        }
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
    });
});

describe("stdout and stderr", () => {
    test("are encrypted on every path once the program marked any argument secret", async () => {
        const program = (script: string, more: object = {}) =>
            command({ create: pulumi.secret(`${script} # ${SECRET}`), ...more });
        const stack = await scene.makeStack(program("echo one"));
        const paths: [string, () => Promise<{ failure: string | undefined }>][] = [
            ["create", () => stack.up()],
            ["record", () => stack.up(program("echo one", { logging: "none" }))],
            ["refresh", () => stack.refresh()],
            ["update", () => stack.up(program("echo two"))],
            ["failure", () => stack.up(program("echo three; exit 1"))],
        ];
        for (const [path, operation] of paths) {
            const { failure } = await operation();
            expect([path, failure === undefined]).toEqual([path, path !== "failure"]);
            const resource = await stack.resource();
            expect([path, encrypted(resource, "create", "stdout", "stderr")]).toEqual([path, [true, true, true]]);
        }
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
    });

    test("are also secret to the program", async () => {
        const stack = await scene.makeStack(command({ create: "echo open", triggers: [pulumi.secret("x")] }));
        expect((await stack.up()).outputs.stdout).toEqual({ value: "open", secret: true });
    });
});

describe("a transform", () => {
    test("that gives properties back takes no mark of a secret off, and makes no difference to the next up", async () => {
        const program = async () => {
            const args = {
                instanceId: scene.instance.instanceId,
                create: pulumi.secret(`: ${SECRET}`),
                environment: { TOKEN: SECRET },
                stdin: SECRET,
            };
            const transform: pulumi.ResourceTransform = ({ props, opts }) => ({
                props: { ...props, logging: "none" },
                opts,
            });
            new InstanceConnectCommand("command", args, { transforms: [transform] });
        };
        const stack = await scene.makeStack(program);
        expect((await stack.up()).failure).toBeUndefined();
        expect((await stack.resource()).inputs.logging).toBe("none");
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
        expect((await stack.up()).changes).toEqual({ same: 1 });
    });
});

describe("a secret that the script prints", () => {
    test("is masked in live output and in the error, by value and line by line", async () => {
        const lines = `${SECRET}-first\n${SECRET}-second`;
        const stack = await scene.makeStack(
            command({
                create: 'echo "login $TOKEN"; printf "%s\\n" "$LINES" >&2; cat >&2; exit 5',
                environment: { TOKEN: pulumi.secret(SECRET), LINES: lines },
                stdin: `${SECRET}-stdin\n`,
            }),
        );
        const { output, events, failure } = await stack.up();
        expect(output).toContain("login [secret]");
        expect(failure).toContain("[secret]");
        const everything = [output, JSON.stringify(events), String(failure)];
        expect(everything.map((text) => text.includes(SECRET))).toEqual([false, false, false]);
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
    });

    test("of a hundred kilobytes is masked like any other, and its failure keeps the evidence", async () => {
        const lines = Array.from({ length: 1_500 }, (_, index) => `${SECRET}-${index}-${"x".repeat(60)}`).join("\n");
        const stack = await scene.makeStack(
            command({ create: "echo x >> ~/runs; head -n 3 >&2; exit 4", stdin: pulumi.secret(lines) }),
        );
        const { output, failure } = await stack.up();
        expect(failure).toContain("exit code 4");
        expect([output, String(failure)].map((text) => text.includes(SECRET))).toEqual([false, false]);
        expect((await stack.resource()).outputs).toMatchObject({ exitCode: 4 });
    });

    test("that is marked as one only later is encrypted from then on, and so is the output", async () => {
        const program = (value: pulumi.Input<string>) => command({ create: "echo $A", environment: { A: value } });
        const stack = await scene.makeStack(program(SECRET));
        await stack.up();
        expect((await stack.up(program(pulumi.secret(SECRET)))).changes).toEqual({ update: 1 });
        expect(encrypted(await stack.resource(), "stdout", "environment")).toEqual([true, true]);
        expect((await stack.up(program(pulumi.secret(SECRET)))).changes).toEqual({ same: 1 });
    });

    test("is not shown at all if the script as a whole is secret: one line reports it, state has the output", async () => {
        const stack = await scene.makeStack(
            command({ create: pulumi.secret(`echo ${SECRET}; echo ${SECRET} >&2; exit 5`) }),
        );
        const { output, events, failure } = await stack.up();
        const everything = [output, JSON.stringify(events), String(failure)];
        expect(everything.map((text) => text.includes(SECRET))).toEqual([false, false, false]);
        expect(output).toContain("No live output is shown");
        expect(encrypted(await stack.resource(), "stdout", "stderr")).toEqual([true, true]);
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
    });

    test("that the script makes is shown nowhere if the program names its stream among the secret outputs", async () => {
        const print = `printf '%s-%s\\n' ${SECRET.split(/-(.*)/s).slice(0, 2).join(" ")}`;
        const create = `${print}; echo shown >&2; exit 6`;
        const stack = await scene.makeStack(command({ create }, { additionalSecretOutputs: ["stdout"] }));
        const { output, events, failure } = await stack.up();
        expect(failure).toContain("exit code 6");
        const everything = [output, JSON.stringify(events), String(failure)];
        expect(everything.map((text) => text.includes(SECRET))).toEqual([false, false, false]);
        expect(everything.map((text) => text.includes("shown"))).toEqual([true, true, true]);
        expect(output).toContain("stdout of the script is not shown: secret output.");
        const resource = await stack.resource();
        expect(encrypted(resource, "stdout", "stderr")).toEqual([true, false]);
        expect(Object.keys(resource.outputs.run as object)).not.toContain("stdoutSha256");
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
        const named = { additionalSecretOutputs: ["stdout", "stderr"] };
        const second = await stack.up(command({ create: `${print} >&2; exit 6` }, named));
        expect([second.output, String(second.failure)].map((text) => text.includes(SECRET))).toEqual([false, false]);
    });

    test("is not shown by a check that refuses it", async () => {
        const stack = await scene.makeStack(
            command({
                create: pulumi.secret(`echo ${SECRET}\0`),
                stdin: `${SECRET}\0`,
                environment: { A: `${SECRET}\0` },
            }),
        );
        const { output, events, failure } = await stack.up();
        expect(failure).toContain("NUL");
        const everything = [output, JSON.stringify(events), String(failure)];
        expect(everything.map((text) => text.includes(SECRET))).toEqual([false, false, false]);
    });
});

describe("the host", () => {
    test("shows no secret in its process list, and keeps none on its disk", async () => {
        const stack = await scene.makeStack(
            command({
                create: "ps -eo args --no-headers -ww; cat /proc/*/environ 2>/dev/null | wc -c",
                environment: { TOKEN: SECRET },
                stdin: SECRET,
            }),
        );
        const { outputs } = await stack.up();
        expect(String(outputs.stdout?.value)).toContain("/bin/sh");
        expect(String(outputs.stdout?.value)).not.toContain(SECRET);
        expect(filesHolding(scene.instance.homeOf("ec2-user"), SECRET)).toEqual([]);
        expect(filesHolding(stack.folder, SECRET)).toEqual([]);
    });
});
