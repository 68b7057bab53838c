import { existsSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Operation } from "./engine";
import { home, useExamples, valuesOf } from "./example-scene";

const scene = useExamples();

/** Names of the resources that an operation has deleted, in order. */
const deletedBy = ({ events }: Operation): string[] =>
    events.flatMap(({ resOutputsEvent }) =>
        resOutputsEvent?.metadata.op === "delete" ? [resOutputsEvent.metadata.urn.split("::").at(-1) ?? ""] : [],
    );

/** What a program has given to its only resource of a type. */
function inputsOf({ events }: Operation, type: string): unknown {
    const made = events.find(({ resourcePreEvent }) => resourcePreEvent?.metadata.type.endsWith(`:${type}`));
    return made?.resourcePreEvent?.metadata.new?.inputs;
}

test("bootstrap launches an instance, waits for cloud-init, and makes the accounts that its file lists", async () => {
    const asked = "/home/ec2-user/asked";
    const instance = await scene.launchWith({ "cloud-init": `echo x >>${asked}; cat /home/ec2-user/says` });
    writeFileSync(home(instance, "says"), "status: running\n");
    const config = { sshFrom: { value: "203.0.113.7/32" } };
    const made = await scene.makeStackWithAws("bootstrap", config, { instanceId: instance.instanceId });
    const running = made.up();
    await expect.poll(() => existsSync(home(instance, "asked"))).toBe(true);
    writeFileSync(home(instance, "says"), "status: done\n");
    const { outputs, failure, output } = await running;
    expect(failure).toBeUndefined();
    expect(output).not.toContain("first use");
    const nologin = (...names: string[]) => names.map((name) => `${name}:/usr/sbin/nologin`).join("\n");
    expect(valuesOf(outputs)).toEqual({ instanceId: instance.instanceId, accounts: nologin("deploy", "metrics") });
    await made.stack.setConfig("accounts", { value: '["deploy", "backup"]' });
    const again = await made.up();
    expect(again.changes).toEqual({ update: 1 });
    expect(again.outputs.accounts?.value).toBe(nologin("deploy", "backup"));
});

test("private-endpoint goes through the endpoint, and deletes the command before what leads to it", async () => {
    const instance = await scene.launch({ kind: "openssh", publicAddress: "none", privateAddress: "vpc-only" });
    const { endpointId, tunnels } = await scene.createEndpoint();
    const ids = { instanceId: instance.instanceId, endpointId };
    const made = await scene.makeStackWithAws("private-endpoint", {}, ids);
    const up = await made.up();
    const { outputs, failure, output } = up;
    expect(failure).toBeUndefined();
    expect(output).not.toContain("first use");
    const ssh = { ipProtocol: "tcp", fromPort: 22, toPort: 22 };
    const [from, to] = ["endpoint-id", "server-id"];
    expect(inputsOf(up, "InstanceConnectEndpoint")).toMatchObject({
        securityGroupIds: [from],
        preserveClientIp: false,
    });
    expect(inputsOf(up, "SecurityGroupEgressRule")).toMatchObject({
        ...ssh,
        securityGroupId: from,
        referencedSecurityGroupId: to,
    });
    expect(inputsOf(up, "SecurityGroupIngressRule")).toMatchObject({
        ...ssh,
        securityGroupId: to,
        referencedSecurityGroupId: from,
    });
    expect(inputsOf(up, "Instance")).toMatchObject({
        vpcSecurityGroupIds: [to],
        associatePublicIpAddress: false,
    });
    expect(valuesOf(outputs)).toEqual({
        route: "endpoint",
        stdout: "Hello from ec2-user, without a public address",
    });
    // Without them the engine may be lucky: it may do first, or at the same time, what nothing depends on.
    const { dependencies = [] } = await made.resource();
    const named = dependencies.map((urn) => urn.split("::").at(-1));
    expect(named).toEqual(expect.arrayContaining(["server", "endpoint", "endpoint-to-server", "server-from-endpoint"]));
    const opened = tunnels.opened;
    const destroyed = await made.destroy();
    expect(destroyed.failure).toBeUndefined();
    expect(destroyed.output).toContain("Still within reach");
    expect(tunnels.opened).toBeGreaterThan(opened);
    const deleted = deletedBy(destroyed);
    expect(deleted[0]).toBe("greeting");
    expect(deleted.slice(1)).toEqual(
        expect.arrayContaining(["endpoint", "endpoint-to-server", "server-from-endpoint", "server", "network"]),
    );
});
