import { fork } from "node:child_process";
import { once } from "node:events";
import { freshStack } from "../../test/e2e/engine-stack";
import type { Host, Hosts } from "../host/start-hosts";
import { expectOutputs } from "../measure/expect";
import { programPath } from "../paths";
import type { ProgramOrder, ResourceOrder, UpOrder, UpResult } from "./order";

export interface UpOptions {
    readonly operation?: UpOrder["operation"];
    readonly parallel?: number;
    readonly watchMemory?: boolean;
    readonly environment?: Readonly<Record<string, string>>;
}

/** Runs `up` on stacks of their own. */
export interface Engine {
    /** The order of one resource for each host: `output N`. */
    resources(hosts: readonly Host[]): ResourceOrder[];
    /** The order of one resource on one host. */
    one(host: Host): ResourceOrder;
    /** Many resources on one host. */
    many(host: Host, count: number): ResourceOrder[];
    /** Resolves when the `up` has succeeded. @throws with what the engine said. */
    up(program: ProgramOrder, options?: UpOptions): Promise<UpResult>;
    /** The same, and checks that each script ended with 0 and the output that it should have. Resolves to the seconds. */
    upChecked(program: ProgramOrder, options?: UpOptions): Promise<number>;
}

export function makeEngine(hosts: Hosts, cliRoot: string): Engine {
    const resource = ({ instanceId, address, port, hostKeyLines }: Host): ResourceOrder => ({
        instanceId,
        address,
        port,
        hostKeyLines,
        script: undefined,
        keyPath: hosts.keyPath,
    });
    const up = async (program: ProgramOrder, options: UpOptions = {}): Promise<UpResult> => {
        const { operation = "up", parallel, watchMemory = false } = options;
        const fresh = [...(await freshStack())];
        const child = fork(programPath("up-process"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
        const order: UpOrder = {
            program,
            environment: { ...hosts.environment, ...options.environment },
            cliRoot,
            freshStack: fresh,
            parallel,
            operation,
            watchMemory,
        };
        child.send(order);
        const gone = once(child, "exit");
        const [{ result, problem }] = await Promise.race([
            once(child, "message"),
            gone.then(([status]) => [{ problem: `the process of an up ended with ${status}` }]),
        ]);
        await gone;
        if (result === undefined) {
            throw new Error(String(problem));
        }
        return result;
    };
    return {
        one: resource,
        resources: (all) => all.map(resource),
        many: (host, count) => Array.from({ length: count }, () => resource(host)),
        up,
        upChecked: async (program, options) => {
            const result = await up(program, options);
            checkResult(program, result, options?.operation ?? "up");
            return result.seconds;
        },
    };
}

function checkResult({ kind, resources: { length } }: ProgramOrder, result: UpResult, operation: string): void {
    const wanted = operation === "no-op" ? "same" : "create";
    if (result.changes[wanted] !== length) {
        throw new Error(`expected ${length} × ${wanted}, got ${JSON.stringify(result.changes)}`);
    }
    if (kind === "trivial") {
        return;
    }
    expectOutputs(
        result.resources.map(({ stdout }) => stdout),
        length,
    );
    // pulumi-command has no exit code in state: anything but 0 fails its resource.
    if (kind !== "command" && result.resources.some(({ exitCode }) => exitCode !== 0)) {
        throw new Error("a script did not end with 0");
    }
}
