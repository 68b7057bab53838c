import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { InstanceConnectCommand, makeTestStack } from "./engine";

let lab: Lab;
let instance: LabInstance;

/** A `cloud-init` that notes each call and says what the test tells it. */
const FAKE = "#!/bin/sh\\necho x >>/home/ec2-user/asked\\ncat /home/ec2-user/says\\n";
const PLACE = "/usr/local/bin/cloud-init";

beforeAll(async () => {
    lab = await startLab();
    instance = await lab.launchInstance({
        kind: "openssh",
        setup: `mount -t tmpfs none /usr/local/bin && printf '${FAKE}' >${PLACE} && chmod 755 /usr/local/bin ${PLACE}`,
    });
});
beforeEach(() => says("status: running"));
afterAll(() => lab.stop());

const home = (name: string) => join(instance.homeOf("ec2-user"), name);
const timesAsked = () => (existsSync(home("asked")) ? readFileSync(home("asked"), "utf8").length / 2 : 0);

function says(status: string): void {
    writeFileSync(home("says"), `${status}\n`);
}

const program = async () => {
    const { stdout } = new InstanceConnectCommand("command", {
        instanceId: instance.instanceId,
        create: "touch ~/ran; echo ready",
        delete: "true",
        waitForCloudInit: "60s",
    });
    return { stdout };
};

test("the script waits for cloud-init, fails with its status when it fails, and a delete waits for nothing", async () => {
    const stack = await makeTestStack(lab, program);
    const failing = stack.up();
    says("status: error\ndetail: user data, line 7");
    const { failure } = await failing;
    expect(failure).toContain("CMD_CLOUD_INIT_FAILED");
    expect(failure).toContain("detail: user data, line 7");
    expect([existsSync(home("ran")), await stack.resources()]).toEqual([false, []]);

    says("status: running");
    const waiting = stack.up();
    const before = timesAsked();
    await expect.poll(timesAsked).toBeGreaterThan(before + 1);
    expect(existsSync(home("ran"))).toBe(false);
    says("status: done");
    expect((await waiting).outputs.stdout?.value).toBe("ready");

    says("status: error");
    expect((await stack.destroy()).failure).toBeUndefined();
    stack.remove();
});
