import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { ConfigMap } from "@pulumi/pulumi/automation";
import { afterAll, afterEach, beforeAll } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../lab";
import { fakeAwsIds, putFakeAws } from "../support/fake-aws";
import { makeTestStack, type TestStack } from "./engine";
import { exampleProgram } from "./example-program";

/** As on AWS's images: with sudo, programs of root are found, too. */
const SUDOERS = `Defaults secure_path="/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root ALL=(ALL:ALL) ALL
ec2-user ALL=(ALL) NOPASSWD: ALL
`;

/** A lab for the tests of a file. What they launch and make in it is gone after each test. */
export function useExamples() {
    let lab: Lab;
    let ended: (() => unknown)[] = [];
    let port: number | undefined;
    beforeAll(async () => {
        lab = await startLab();
    });
    afterEach(async () => {
        const all = ended;
        ended = [];
        port = undefined;
        await Promise.all(all.map((end) => end()));
    });
    afterAll(() => lab.stop());

    async function launch(options: LaunchOptions = {}): Promise<LabInstance> {
        const instance = await lab.launchInstance(options);
        ended.push(() => instance.terminate());
        port ??= instance.port;
        return instance;
    }

    /** An instance whose /etc and /usr/local/bin are its own, with fakes of programs that only a whole system has. */
    function launchWith(fakes: Readonly<Record<string, string>>, more: readonly string[] = []): Promise<LabInstance> {
        const place = Object.entries(fakes).map(
            ([name, text]) => `printf '#!/bin/sh\\n${text}\\n' >${name} && chmod 755 ${name}`,
        );
        const own = [
            "mount -t tmpfs -o mode=755 none /usr/local/bin && cd /usr/local/bin && cp -a /etc .etc",
            "mount --bind .etc /etc",
        ];
        return launch({ kind: "openssh", sudoers: SUDOERS, setup: [...own, ...place, ...more].join(" && ") });
    }

    /** The stack of an example with its configuration; where this process may not listen on 22, with the port, too. */
    async function makeStack(name: string, config: ConfigMap, environment?: Record<string, string>) {
        const made: TestStack = await makeTestStack(lab, exampleProgram(name), environment);
        ended.push(made.remove);
        const connection = port === 22 ? {} : { connection: { value: JSON.stringify({ port }) } };
        await made.stack.setAllConfig({ ...config, ...connection });
        return made;
    }

    /** The same for an example that makes its instance, and what leads to it, by `@pulumi/aws`. */
    async function makeStackWithAws(name: string, config: ConfigMap, ids: Parameters<typeof fakeAwsIds>[0]) {
        const plugins = mkdtempSync(join(tmpdir(), "fake-aws-"));
        ended.push(() => rmSync(plugins, { recursive: true }));
        putFakeAws(plugins);
        return makeStack(name, config, { ...fakeAwsIds(ids), PATH: [plugins, process.env.PATH].join(delimiter) });
    }

    const createEndpoint = async () => {
        const endpoint = await lab.createEndpoint();
        ended.push(() => endpoint.delete());
        return endpoint;
    };

    return { lab: () => lab, launch, launchWith, createEndpoint, makeStack, makeStackWithAws };
}

export const on = ({ instanceId }: LabInstance): ConfigMap => ({ instanceId: { value: instanceId } });
export const home = (instance: LabInstance, name: string) => join(instance.homeOf("ec2-user"), name);

export function valuesOf(outputs: Awaited<ReturnType<TestStack["up"]>>["outputs"]): Record<string, unknown> {
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
