import { existsSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

/** What AWS's key check costs on an instance: about 0.6 s a run. */
const KEY_CHECK_MS = 600;

/** A real sshd with its default MaxStartups and MaxSessions. */
const scene = useScene({ kind: "openssh" });

beforeEach(() => scene.instance.faults.delayKeyChecks(KEY_CHECK_MS));

function commands(scripts: Readonly<Record<string, string>>) {
    return async () => {
        for (const [name, create] of Object.entries(scripts)) {
            new InstanceConnectCommand(name, { instanceId: scene.instance.instanceId, create });
        }
    };
}

describe("on an sshd with its default limits, whose key check takes 0.6 s", () => {
    test("a hundred commands that start together succeed over connections that they share", async () => {
        const names = Array.from({ length: 100 }, (_, index) => `command-${index}`);
        const stack = await scene.makeStack(
            commands(Object.fromEntries(names.map((name) => [name, `echo x >>~/ran-${name}; cat ~/ran-${name}`]))),
        );
        await stack.stack.up({ parallel: 100 });
        const resources = await stack.resources();
        expect(resources.map(({ outputs }) => outputs.stdout)).toEqual(names.map(() => "x"));
        // One, unless the machine is so busy that all of its places are held for over a second.
        expect(scene.instance.connections.total).toBeLessThanOrEqual(4);
        expect(scene.instance.pushedKeys).toHaveLength(scene.instance.connections.total);
    });

    test("short commands end before the long ones that started with them", async () => {
        const indexes = Array.from({ length: 12 }, (_, index) => index);
        const scripts = indexes.flatMap((index) => [
            [`long-${index}`, "until [ -e ~/shorts-are-over ]; do sleep 0.2; done"],
            [`short-${index}`, `touch ~/short-${index}`],
        ]);
        const stack = await scene.makeStack(commands(Object.fromEntries(scripts)));
        const up = stack.stack.up({ parallel: 24 });
        // Not one long script ends before every short one has run: where long ones held all places, this would never come.
        await expect.poll(() => indexes.filter((index) => existsSync(scene.home(`short-${index}`)))).toEqual(indexes);
        writeFileSync(scene.home("shorts-are-over"), "");
        await up;
        const outcomes = (await stack.resources()).map(({ outputs }) => outputs.outcome);
        expect(outcomes).toEqual(scripts.map(() => "exited"));
    });
});
