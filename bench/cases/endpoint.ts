import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceOrder } from "../engine/order";
import { expectLines, expectSame, hashFile } from "../measure/expect";
import type { Finding } from "../measure/finding";
import { interleave, timedOf, type Way } from "../measure/interleave";
import { atMost } from "../measure/targets";
import { run } from "../peers/run";
import { findProgram } from "../peers/tools";
import { temporaryFolder } from "../temporary-folder";
import { Unavailable } from "../unavailable";
import { type Bench, type Case, FLOOR, firstHost, OURS, type Stage, steady } from "./case";
import { makeLargeFile } from "./sources";

const LOOP = "ssh over aws ec2-instance-connect open-tunnel in a loop";
const SCP = "scp over aws ec2-instance-connect open-tunnel";

/** Through an EC2 Instance Connect Endpoint. The tunnel of the AWS CLI is what its own `ssh` goes through. */
export const endpoint: Case = {
    name: "endpoint",
    about: "through an endpoint, less the engine's floor: 100 commands, a file of 256 MiB, against the AWS CLI's tunnel",
    run: async (bench) => {
        await requireAwsCli();
        const stage = await bench.stage({ instances: 1, linksMs: [], endpoint: true });
        const folder = temporaryFolder("endpoint");
        try {
            return [await ofCommands(bench, stage, folder), await ofFile(bench, stage, folder)];
        } finally {
            rmSync(folder, { recursive: true, force: true });
            await stage.hosts.stop();
        }
    },
};

/** Version 1 of the AWS CLI has no tunnels. */
async function requireAwsCli(): Promise<void> {
    if (findProgram("aws") === undefined) {
        throw new Unavailable("this machine has no AWS CLI");
    }
    const version = (await run("aws", ["--version"])).trim().split(" ")[0] ?? "";
    if (!/^aws-cli\/[2-9]/.test(version)) {
        throw new Unavailable(`the AWS CLI of this machine is ${version}, and only version 2 has tunnels`);
    }
}

async function ofCommands(bench: Bench, stage: Stage, folder: string): Promise<Finding> {
    const { commands } = bench.options.sizes;
    const { engine, hosts } = stage;
    const { config, resource } = throughEndpoint(stage, folder);
    const resources = Array.from({ length: commands }, () => resource);
    const loop = `i=0; while [ $i -lt ${commands} ]; do ssh -n -F ${config} target "echo output $i"; i=$((i+1)); done`;
    const ways: Way[] = [
        { name: OURS, run: () => engine.upChecked({ kind: "ours", resources }) },
        { name: FLOOR, run: () => engine.upChecked({ kind: "trivial", resources }) },
        {
            name: LOOP,
            run: async () =>
                expectLines(await run("sh", ["-e", "-c", loop], { environment: hosts.environment }), commands),
        },
    ];
    const timed = await interleave(ways, steady(bench, "commands"));
    return {
        ...row(`through an endpoint: ${commands} commands in one up, less the engine's floor`, 0.35),
        ours: timedOf(timed, OURS),
        floor: timedOf(timed, FLOOR),
        peers: [timedOf(timed, LOOP)],
    };
}

async function ofFile(bench: Bench, stage: Stage, folder: string): Promise<Finding> {
    const { endpointFileMib } = bench.options.sizes;
    const { engine, hosts } = stage;
    const { config, resource } = throughEndpoint(stage, folder);
    const source = join(folder, "file");
    makeLargeFile(source, endpointFileMib);
    const wanted = await hashFile(source);
    const { home } = firstHost(stage);
    const isThere = async () => expectSame(await hashFile(join(home, "endpoint-file")), wanted, "the hash on the host");
    const before = () => rmSync(join(home, "endpoint-file"), { force: true });
    const file = { source, remotePath: "/home/ec2-user/endpoint-file" };
    const scp = ["-q", "-F", config, source, "target:endpoint-file"];
    const ways: Way[] = [
        {
            name: OURS,
            before,
            run: () => engine.upChecked({ kind: "ours", resources: [{ ...resource, file }] }),
            after: isThere,
        },
        { name: FLOOR, run: () => engine.upChecked({ kind: "trivial", resources: [resource] }) },
        {
            name: SCP,
            before,
            run: async () => {
                await run("scp", scp, { environment: hosts.environment });
            },
            after: isThere,
        },
    ];
    const timed = await interleave(ways, steady(bench, "file"));
    return {
        ...row(`through an endpoint: a file of ${endpointFileMib} MiB in one up, less the engine's floor`, 0.6),
        ours: timedOf(timed, OURS),
        floor: timedOf(timed, FLOOR),
        peers: [timedOf(timed, SCP)],
    };
}

function row(title: string, target: number) {
    return {
        kind: "finding",
        case: "endpoint",
        title,
        linkMs: 0,
        unit: "s",
        target: atMost(target),
        checked: ["host key", "exit codes", "results"],
    } as const;
}

function throughEndpoint(stage: Stage, folder: string): { config: string; resource: ResourceOrder } {
    const { hosts, ssh, engine } = stage;
    const host = firstHost(stage);
    const resource = { ...engine.one(host), viaEndpoint: true };
    const config = join(folder, "config");
    const tunnel = `aws ec2-instance-connect open-tunnel --instance-id ${host.instanceId} --instance-connect-endpoint-id ${hosts.endpointId}`;
    const alias = host.port === 22 ? host.address : `[${host.address}]:${host.port}`;
    writeFileSync(
        config,
        `Host target\n  HostKeyAlias ${alias}\n  ProxyCommand ${tunnel} --remote-port ${host.port}\n\nInclude ${ssh.configPath}\n`,
    );
    return { config, resource };
}
