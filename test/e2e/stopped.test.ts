import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { requireRoot } from "../support/rights";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

describe("commandTimeout", () => {
    beforeAll(requireRoot);
    const scene = useScene({
        kind: "openssh",
        sudoers: "root ALL=(ALL:ALL) ALL\nec2-user ALL=(root) NOPASSWD: /bin/sh /home/ec2-user/stubborn *\n",
        // Root's, ends by no TERM, and by itself when the test lets it.
        homeFiles: { stubborn: "trap '' TERM; until [ -e /home/ec2-user/may-end ]; do sleep 0.2; done" },
    });

    const command = (name: string, args: Omit<InstanceConnectCommandArgs, "instanceId">) =>
        new InstanceConnectCommand(name, { instanceId: scene.instance.instanceId, ...args });

    test("says what of the script could not be ended, without its arguments, and that it still has the lock", async () => {
        const stack = await scene.makeStack(async () => {
            const create = "echo begun; sudo /bin/sh ~/stubborn very-secret-argument";
            command("stubborn", { create, commandTimeout: "1s", exclusive: true });
        });
        const { failure } = await stack.up();
        expect(failure).toContain("CMD_TIMEOUT");
        expect(failure).toMatch(/Still running: +\d+ \(root, sh\)/);
        expect(failure).toContain("End the processes that are still running on the instance");
        expect(failure?.split("Still running")[1]).not.toContain("very-secret-argument");

        const next = async () => {
            const create = "echo mine";
            return { stdout: command("next", { create, commandTimeout: "1s", exclusive: true }).stdout };
        };
        const waiting = await scene.makeStack(next);
        const waited = await waiting.up();
        expect(waited.failure).toContain("CMD_TIMEOUT");
        expect(waited.failure).toContain("had not started: it was waiting for the lock of exclusive scripts");
        writeFileSync(scene.home("may-end"), "");
        const patient = async () => {
            const create = "echo mine";
            return { stdout: command("next", { create, commandTimeout: "60s", exclusive: true }).stdout };
        };
        expect((await waiting.up(patient)).outputs.stdout?.value).toBe("mine");
    });
});
