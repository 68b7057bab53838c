import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltPackage, buildPackage, WORKSPACE } from "./built-package";

/** What programs write: every way to give an argument, and an output of each kind. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { ConnectionArgs, InstanceConnectCommand, InstanceConnectCommandArgs, RunInfo } from "pulumi-ec2-instance-connect";

const connection: ConnectionArgs = { osUser: pulumi.output("ubuntu"), port: 22, route: "private" };
const args: InstanceConnectCommandArgs = {
    instanceId: pulumi.output("i-0123456789abcdef0"),
    create: "true",
    environment: { TOKEN: pulumi.secret("t"), MODE: "m" },
    triggers: [1, "two", pulumi.output(3)],
    acceptedExitCodes: [0, pulumi.output(2)],
    connection,
};
const first = new InstanceConnectCommand("first", args);
const second = new InstanceConnectCommand(
    "second",
    { instanceId: first.instanceId, create: first.stdout, connection: { hostKeys: first.hostKeys } },
    { dependsOn: first },
);
export const stdout: pulumi.Output<string> = second.stdout;
export const code: pulumi.Output<number | undefined> = second.exitCode;
export const run: pulumi.Output<RunInfo> = second.run;
export const keyFingerprint: pulumi.Output<string> = second.run.keyFingerprint;
export const token = second.environment.apply((environment) => environment && environment.TOKEN);
export const user: pulumi.Output<string | undefined> = second.connection.apply((value) => value && value.osUser);
const anything: unknown = second;
if (InstanceConnectCommand.isInstance(anything)) {
    anything.outcome.apply((outcome) => outcome === "timedOut");
}
`;

const EXPLICIT_UNDEFINED = `${PROGRAM}
export const third = new InstanceConnectCommand("third", { ...args, stdin: undefined, connection: { region: undefined } });
`;

let built: BuiltPackage;

beforeAll(async () => {
    built = await buildPackage();
});

afterAll(() => built.remove());

/** Diagnostics of a program, by one compiler and its options. */
async function compile(
    compiler: typeof ts,
    name: string,
    text: string,
    options: ts.CompilerOptions,
): Promise<string[]> {
    const file = join(built.folder, name, "program.ts");
    await mkdir(join(built.folder, name), { recursive: true });
    await writeFile(file, text);
    const program = compiler.createProgram([file], {
        noEmit: true,
        strict: true,
        skipLibCheck: true,
        types: [],
        ...options,
    });
    return (
        compiler
            .getPreEmitDiagnostics(program)
            // Declarations of Node.js and of Pulumi's other dependencies are not for every compiler, and not ours.
            .filter(({ file: source }) => source === undefined || source.fileName.startsWith(built.folder))
            .map(
                (diagnostic) =>
                    `${diagnostic.file?.fileName}: ${compiler.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`,
            )
    );
}

describe("the declarations", () => {
    it("compile under TypeScript 6 with Pulumi's own template options", async () => {
        const options = { target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.NodeNext };
        expect(await compile(ts, "nodenext", EXPLICIT_UNDEFINED, options)).toEqual([]);
    });

    it("compile if undefined may be written", async () => {
        const options = { module: ts.ModuleKind.NodeNext, exactOptionalPropertyTypes: true };
        expect(await compile(ts, "exact", EXPLICIT_UNDEFINED, options)).toEqual([]);
    });

    it("refuse an argument that does not exist or is of the wrong type", async () => {
        const text = PROGRAM.replace('create: "true"', 'create: 5, crate: "true"');
        const failures = await compile(ts, "wrong", text, { module: ts.ModuleKind.NodeNext });
        expect(failures.join("\n")).toMatch(/crate|number/);
    });

    it("compile under TypeScript 3.8, which Pulumi brings for programs that install none", async () => {
        const require = createRequire(join(WORKSPACE, "package.json"));
        const oldest: typeof ts = require("@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js");
        expect(oldest.version).toBe("3.8.3");
        const options = {
            target: oldest.ScriptTarget.ES2018,
            module: oldest.ModuleKind.CommonJS,
            esModuleInterop: true,
        };
        const resolution = { moduleResolution: 2 as ts.ModuleResolutionKind };
        expect(await compile(oldest, "oldest", PROGRAM, { ...options, ...resolution })).toEqual([]);
        const folder = join(built.packageFolder, "dist/sdk");
        const broken = readdirSync(folder)
            .filter((name) => name.endsWith(".d.ts"))
            .filter((name) => {
                const file = oldest.createSourceFile(name, readFileSync(join(folder, name), "utf8"), 99);
                return (file as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics.length > 0;
            });
        expect(broken).toEqual([]);
    });
});
