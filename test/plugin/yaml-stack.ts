import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type EngineEvent, LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import type { Lab } from "../../lab";
import { readOutputs, readResources } from "../e2e/engine-state";
import { languageHosts } from "../e2e/processes";
import { PLUGIN } from "./plugin-process";

export const TYPE = "ec2-instance-connect:index:InstanceConnectCommand";

/** A program in YAML, as JSON, which is YAML: resources, outputs, variables. */
export type YamlProgram = Readonly<Record<string, unknown>>;

/** What an operation of the engine did and said. */
export interface YamlOperation {
    readonly output: string;
    /** By kind of operation, of resources of ours. */
    readonly changes: Readonly<Record<string, number>>;
    /** Names of arguments that the engine shows as different, of resources of ours. */
    readonly diffs: readonly string[];
    readonly outputs: Readonly<Record<string, { value: unknown; secret: boolean }>>;
    readonly failure: string | undefined;
}

export type YamlStack = Awaited<ReturnType<typeof makeYamlStack>>;

interface YamlStackOptions {
    /** The folder of the plugin, or what the engine finds in its own; else the built one. */
    readonly plugin?: string | "installed";
    readonly environment?: Record<string, string>;
}

/** A stack of YAML programs on the real engine, with the built plugin and no Node.js host. Its AWS calls go to the lab. */
export async function makeYamlStack(
    lab: Pick<Lab, "environment">,
    { plugin = dirname(PLUGIN), environment = {} }: YamlStackOptions = {},
) {
    const folder = mkdtempSync(join(tmpdir(), "eic-yaml-"));
    const [project, state] = [join(folder, "project"), join(folder, "state")];
    mkdirSync(project);
    mkdirSync(state);
    const write = (program: YamlProgram) => {
        const plugins = plugin === "installed" ? {} : { providers: [{ name: "ec2-instance-connect", path: plugin }] };
        writeFileSync(
            join(project, "Pulumi.yaml"),
            JSON.stringify({ name: "test", runtime: "yaml", plugins, ...program }),
        );
    };
    write({});
    const workspace = await LocalWorkspace.create({
        workDir: project,
        pulumiHome: join(folder, "home"),
        pulumiCommand: await PulumiCommand.get({ root: neededVariable("PULUMI_CLI_ROOT") }),
        envVars: {
            PULUMI_BACKEND_URL: `file://${state}`,
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PATH: `${neededVariable("PULUMI_YAML_HOST")}${delimiter}${process.env.PATH}`,
            ...lab.environment,
            ...environment,
        },
    });
    const stack = await Stack.create("test", workspace);
    // After each operation the Automation API starts the CLI once more for a summary that no test reads.
    stack.info = async () => undefined;
    const askForOutputs = stack.outputs.bind(stack);
    stack.outputs = () => readOutputs(state, askForOutputs);
    let said = "";
    const observe = (operation: (observers: Observers) => Promise<object>) => {
        said = "";
        return observeAll(operation, (text) => {
            said += text;
        });
    };
    const resources = async () => (await readResources(stack, state)).filter(({ type }) => type === TYPE);
    return {
        stack,
        folder,
        up: (program: YamlProgram) => {
            write(program);
            return observe((observers) => stack.up(observers));
        },
        preview: (program: YamlProgram, { diff = false } = {}) => {
            write(program);
            return observe((observers) => stack.preview({ diff, ...observers }));
        },
        refresh: () => observe((observers) => stack.refresh(observers)),
        destroy: () => observe((observers) => stack.destroy(observers)),
        /** What the operation under way, or the last one, has said so far. */
        said: () => said,
        /** All of ours in state. */
        resources,
        resource: async () => {
            const [only, ...others] = await resources();
            if (only === undefined || others.length > 0) {
                throw new Error(`expected one resource in state, found ${others.length + (only ? 1 : 0)}`);
            }
            return only;
        },
        remove: () => {
            for (const pid of languageHosts(folder)) {
                process.kill(pid, "SIGKILL");
            }
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

interface Observers {
    readonly onOutput: (text: string) => void;
    readonly onEvent: (event: EngineEvent) => void;
}

async function observeAll(
    operation: (observers: Observers) => Promise<object>,
    onText: (text: string) => void,
): Promise<YamlOperation> {
    const events: EngineEvent[] = [];
    let output = "";
    const observers: Observers = {
        onOutput: (text) => {
            output += text;
            onText(text);
        },
        onEvent: (event) => void events.push(event),
    };
    let [failure, outputs]: [string | undefined, YamlOperation["outputs"]] = [undefined, {}];
    try {
        const result = await operation(observers);
        outputs = "outputs" in result ? ((result.outputs ?? {}) as YamlOperation["outputs"]) : {};
    } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
    }
    const ours = events.flatMap(({ resourcePreEvent }) =>
        resourcePreEvent?.metadata.type === TYPE ? [resourcePreEvent.metadata] : [],
    );
    const changes: Record<string, number> = {};
    for (const { op } of ours) {
        changes[op] = (changes[op] ?? 0) + 1;
    }
    const diffs = ours.flatMap((metadata) => Object.keys(metadata.detailedDiff ?? {}));
    return { output, changes, diffs, outputs, failure };
}

/** Set by `npm test`, which finds or builds a Pulumi CLI and the language host. */
function neededVariable(name: "PULUMI_CLI_ROOT" | "PULUMI_YAML_HOST"): string {
    const value = process.env[name];
    if (value === undefined) {
        throw new Error(`${name} is not set: run the tests by npm test`);
    }
    return value;
}
