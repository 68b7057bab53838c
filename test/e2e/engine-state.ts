import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";

/** What stands in a state beside each encrypted value. */
const SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270";

/** A resource in state, as `pulumi stack export` shows it. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs: Record<string, unknown>;
    readonly outputs: Record<string, unknown>;
    readonly initErrors?: string[];
    /** URNs of what it came after. */
    readonly dependencies?: readonly string[];
}

/**
 * All resources in state, with their secrets in plain text. Without secrets they are read from the file that the engine has
 * written, which is what the CLI would show: it takes a quarter of a second of CPU only to start, and as much for a passphrase.
 */
export async function readResources(stack: Stack, stateFolder: string): Promise<StateResource[]> {
    const written = resourcesIn(stateFolder);
    return holdsSecret(written)
        ? ((await stack.exportStack()).deployment as { resources: StateResource[] }).resources
        : written;
}

/** Outputs of the stack, read likewise; `askEngine` has the CLI decrypt those that are secret. */
export async function readOutputs(stateFolder: string, askEngine: () => Promise<OutputMap>): Promise<OutputMap> {
    const outputs = resourcesIn(stateFolder).find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
    return holdsSecret(outputs)
        ? await askEngine()
        : Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value, secret: false }]));
}

function resourcesIn(stateFolder: string): StateResource[] {
    const { checkpoint } = JSON.parse(
        readFileSync(join(stateFolder, ".pulumi", "stacks", "test", "test.json"), "utf8"),
    );
    return checkpoint.latest?.resources ?? [];
}

function holdsSecret(part: unknown): boolean {
    return JSON.stringify(part).includes(SECRET_MARK);
}
