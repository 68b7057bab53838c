// What one `pulumi up` over very many instances takes, one command each, against a lab that throttles as AWS does.
// Usage: npm run bench:instances. Linux only, because it reads the memory of the provider's process from /proc. CASES (instances,
// or instances:parallel, with commas) and RATE (calls a second that the lab answers; 0: all) change what is measured.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { root } from "../scripts/set-up/paths.mjs";
import { findPulumiCli } from "../scripts/set-up/pulumi-cli.mjs";

const require = createRequire(import.meta.url);
const { startLab } = require("../dist/lab/index.js");
const { InstanceConnectCommand } = require("pulumi-ec2-instance-connect");

const CASES = (process.env.CASES ?? "40,200,500:500").split(",").map((text) => text.split(":").map(Number));
const RATE = Number(process.env.RATE ?? 20);
const pulumiCommand = await PulumiCommand.get({ root: await findPulumiCli() });

async function makeStack(folder, environment, program) {
    const project = join(folder, "project");
    mkdirSync(project);
    mkdirSync(join(folder, "state"));
    // The dynamic provider looks for packages from the program's folder upwards.
    const main = JSON.stringify(join(root, "bench"));
    writeFileSync(join(project, "Pulumi.yaml"), `name: bench\nruntime: nodejs\nmain: ${main}\n`);
    return LocalWorkspace.createOrSelectStack(
        { stackName: "bench", projectName: "bench", program },
        {
            workDir: project,
            pulumiHome: join(folder, "home"),
            pulumiCommand,
            envVars: {
                ...environment,
                PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
                PULUMI_CONFIG_PASSPHRASE: "bench",
                PULUMI_SKIP_UPDATE_CHECK: "true",
                PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}`,
            },
        },
    );
}

/** Reads the provider's peak of resident memory until it is stopped: the process, which has the stack's folder in its environment, is gone afterwards. */
function watchMemory(folder) {
    let peakMib = 0;
    const read = (pid, file) => readFileSync(join("/proc", pid, file), "utf8");
    const look = () => {
        for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
            try {
                if (/dynamic-provider/.test(read(pid, "cmdline")) && read(pid, "environ").includes(folder)) {
                    const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(read(pid, "status")) ?? [];
                    peakMib = Math.max(peakMib, Number(kibibytes ?? 0) / 1024);
                }
            } catch {
                // It has ended meanwhile.
            }
        }
    };
    const timer = setInterval(look, 200);
    return () => {
        clearInterval(timer);
        return peakMib;
    };
}

/** Calls by action, with those that were throttled. */
function countCalls(requests, instances) {
    const actions = [...new Set(requests.map(({ action }) => action))].sort();
    return actions.map((action) => {
        const calls = requests.filter((request) => request.action === action);
        const throttled = calls.filter(({ errorCode }) => /Limit|Throttl/.test(errorCode ?? "")).length;
        return `${action} ${calls.length} (${(calls.length / instances).toFixed(2)} per instance, ${throttled} throttled)`;
    });
}

async function measure(count, parallel) {
    const folder = mkdtempSync(join(tmpdir(), "bench-"));
    const lab = await startLab();
    try {
        const instances = [];
        while (instances.length < count) {
            instances.push(await lab.launchInstance());
        }
        const program = async () => {
            for (const [index, { instanceId, port }] of instances.entries()) {
                new InstanceConnectCommand(`command-${index}`, {
                    instanceId,
                    create: `echo ${index}`,
                    connection: { port },
                });
            }
        };
        const stack = await makeStack(folder, lab.environment, program);
        lab.faults.limitRate(RATE === 0 ? Number.POSITIVE_INFINITY : RATE);
        const peakMib = watchMemory(folder);
        const startedAt = performance.now();
        const said = [];
        const failure = await stack
            .up({ ...(parallel && { parallel }), onOutput: (text) => said.push(text) })
            .then(() => undefined)
            .catch(() => `FAILED:\n${said.join("").slice(-4_000)}`);
        const seconds = (performance.now() - startedAt) / 1000;
        const connections = instances.reduce((sum, instance) => sum + instance.connections.total, 0);
        console.log(
            [
                `${count} instances, ${parallel ? `--parallel ${parallel}` : "default parallelism"}, ${RATE || "any number of"} calls a second: ${failure ?? "succeeded"}`,
                `wall time ${seconds.toFixed(1)} s; provider's peak memory ${peakMib().toFixed(0)} MiB; ${connections} SSH connections`,
                ...countCalls(lab.requests, count),
            ].join("\n  "),
        );
        process.exitCode = failure ? 1 : process.exitCode;
    } finally {
        await lab.stop();
        rmSync(folder, { recursive: true, force: true });
    }
}

for (const [count, parallel] of CASES) {
    await measure(count, parallel);
}
