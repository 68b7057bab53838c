const body = `
const config = new pulumi.Config();
const greeting = new InstanceConnectCommand("greeting", {
    instanceId: config.require("instanceId"),
    create: "echo it works",
    connection: { port: config.requireNumber("port") },
});
`;

const imports = `import * as pulumi from "@pulumi/pulumi";
import { InstanceConnectCommand } from "pulumi-ec2-instance-connect";
`;

const typeImports = `import { type ConnectionArgs, type InstanceConnectCommandArgs, type LeastPolicyArgs, leastPolicy, type PolicyDocument, type PolicyHostKeys, type PolicyRoute, type PolicyStatement } from "pulumi-ec2-instance-connect";
const routes: PolicyRoute[] = ["public"];
const hostKeys: PolicyHostKeys = "console";
const policyArgs: LeastPolicyArgs = { instances: ["i-0123456789abcdef0"] as const, routes, hostKeys, tags: undefined };
const policy: PolicyDocument = leastPolicy(policyArgs);
export const statements: PolicyStatement[] = policy.Statement;
export const typed: { args: InstanceConnectCommandArgs; connection: ConnectionArgs } = {
    args: { instanceId: "i-0123456789abcdef0", create: pulumi.secret("true"), triggers: [1, { two: "2" }] },
    connection: { osUser: pulumi.output("ubuntu"), route: "private" },
};
`;

const typedExports = `
export const stdout: pulumi.Output<string> = greeting.stdout;
export const exitCode: pulumi.Output<number | undefined> = greeting.exitCode;
`;

export interface ProgramKind {
    readonly title: string;
    readonly moduleType: "commonjs" | "module";
    readonly file: "index.ts" | "index.js";
    readonly text: string;
}

/** One small program in each way that a Pulumi program for Node.js can be written. */
export const programKinds: readonly ProgramKind[] = [
    { title: "TypeScript, CommonJS", moduleType: "commonjs", file: "index.ts", text: imports + body + typedExports },
    { title: "TypeScript, ES modules", moduleType: "module", file: "index.ts", text: imports + body + typedExports },
    {
        title: "JavaScript, CommonJS",
        moduleType: "commonjs",
        file: "index.js",
        text: `const pulumi = require("@pulumi/pulumi");
const { InstanceConnectCommand } = require("pulumi-ec2-instance-connect");
${body}
module.exports = { stdout: greeting.stdout, exitCode: greeting.exitCode };
`,
    },
    {
        title: "JavaScript, ES modules",
        moduleType: "module",
        file: "index.js",
        text: `${imports}${body}
export const stdout = greeting.stdout;
export const exitCode = greeting.exitCode;
`,
    },
];

/** Uses every type that the package and its lab export to users. */
export const typeProgram = `${imports}${typeImports}${body}${typedExports}
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "pulumi-ec2-instance-connect/lab";
export const start: () => Promise<Lab> = startLab;
export const launch = (lab: Lab, options: LaunchOptions): Promise<LabInstance> => lab.launchInstance(options);
`;

/** The settings that \`pulumi new typescript\` writes, which checks the declarations of packages as well. */
export const templateSettings = JSON.stringify({
    compilerOptions: {
        strict: true,
        target: "es2020",
        module: "nodenext",
        moduleResolution: "nodenext",
        types: ["node"],
        outDir: "bin",
        sourceMap: true,
        noFallthroughCasesInSwitch: true,
        noImplicitReturns: true,
        forceConsistentCasingInFileNames: true,
    },
    files: ["index.ts"],
});

/** The same for one program of each module system. */
export const bothKindsSettings = JSON.stringify({ ...JSON.parse(templateSettings), files: ["index.cts", "index.mts"] });

/** Creates and destroys a stack of the program that the first argument names, and prints the stack's outputs. */
export const engineRunner = `
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";

const here = process.cwd();
const program = async () => {
    const exported = await import(pathToFileURL(join(here, process.argv[2])).href);
    return "default" in exported ? exported.default : { ...exported };
};
for (const folder of ["project", "state"]) {
    mkdirSync(join(here, folder));
}
writeFileSync(join(here, "project", "Pulumi.yaml"), "name: fresh\\nruntime: nodejs\\nmain: " + JSON.stringify(here) + "\\n");
const stack = await LocalWorkspace.createStack(
    { stackName: "test", projectName: "fresh", program },
    {
        workDir: join(here, "project"),
        pulumiHome: join(here, "home"),
        pulumiCommand: await PulumiCommand.get({ root: process.env.PULUMI_CLI_ROOT }),
        envVars: {
            PULUMI_BACKEND_URL: "file://" + join(here, "state"),
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
        },
        stackSettings: {
            test: { config: { "fresh:instanceId": process.env.INSTANCE_ID, "fresh:port": process.env.INSTANCE_PORT } },
        },
    },
);
// After each operation the Automation API starts the CLI once more for a summary that nobody reads.
stack.info = async () => undefined;
const { outputs } = await stack.up();
await stack.destroy();
console.log(JSON.stringify({ stdout: outputs.stdout.value, exitCode: outputs.exitCode.value }));
`;
