import { beforeEach, describe, expect, test } from "vitest";
import type { RunInfo } from "../../sdk";
import { InstanceConnectCommand } from "../support/engine";
import { useScene } from "../support/scene";

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
    test("a hundred commands that start together succeed over one connection", { timeout: 300_000 }, async () => {
        const names = Array.from({ length: 100 }, (_, index) => `command-${index}`);
        const stack = await scene.makeStack(
            commands(Object.fromEntries(names.map((name) => [name, `echo x >>~/ran-${name}; cat ~/ran-${name}`]))),
        );
        await stack.stack.up({ parallel: 100 });
        const resources = await stack.resources();
        expect(resources.map(({ outputs }) => outputs.stdout)).toEqual(names.map(() => "x"));
        expect([scene.instance.connections.total, scene.instance.pushedKeys.length]).toEqual([1, 1]);
    });

    test("short commands end before the long ones that started with them", { timeout: 300_000 }, async () => {
        const indexes = Array.from({ length: 12 }, (_, index) => index);
        const scripts = indexes.flatMap((index) => [
            [`long-${index}`, "sleep 8"],
            [`short-${index}`, "true"],
        ]);
        const stack = await scene.makeStack(commands(Object.fromEntries(scripts)));
        await stack.stack.up({ parallel: 24 });
        const resources = await stack.resources();
        const endsOf = (kind: string) =>
            resources
                .filter(({ urn }) => urn.includes(`::${kind}-`))
                .map(({ outputs }) => Date.parse((outputs.run as RunInfo).endedAt));
        const [shortEnds, longEnds] = [endsOf("short"), endsOf("long")];
        expect([shortEnds.length, longEnds.length]).toEqual([12, 12]);
        expect(Math.max(...shortEnds)).toBeLessThan(Math.min(...longEnds));
    });
});
