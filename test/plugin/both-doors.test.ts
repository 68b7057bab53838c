// The same story through the dynamic provider and through the plugin, on the real engine: the states are the same.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, makeTestStack } from "../e2e/engine";
import type { StateResource } from "../e2e/engine-state";
import { makeYamlStack, TYPE } from "./yaml-stack";

let lab: Lab;

beforeAll(async () => {
    lab = await startLab();
});
afterAll(() => lab.stop());

/** Operations of one resource, each with the arguments of that time; `undefined` is a refresh. */
type Story = (
    home: (name: string) => string,
) => readonly (Omit<InstanceConnectCommandArgs, "instanceId"> | undefined)[];

const STORIES: readonly (readonly [string, Story])[] = [
    [
        "runs, records, reruns",
        () => [
            { create: "echo one; echo trouble >&2", environment: { A: "value-of-a" }, stdin: "text" },
            { create: "echo one; echo trouble >&2", environment: { A: "value-of-a" }, stdin: "text", logging: "none" },
            { create: "echo two $A", environment: { A: "value-of-b" }, triggers: [{ deep: [1, null, "x"] }] },
            undefined,
        ],
    ],
    [
        "fails, keeps its evidence, recovers",
        () => [{ create: "echo partly; exit 3" }, undefined, { create: "echo all", acceptedExitCodes: [0, 3] }],
    ],
    [
        "puts files in place and reads some",
        (home) => [
            {
                create: 'echo "name=value" >> $PULUMI_COMMAND_OUTPUT; echo "token=hidden" >> $PULUMI_COMMAND_OUTPUT; cat ~/config',
                files: [{ remotePath: home("config"), content: "text-of-file", mode: "0600" }],
                secretValues: ["token"],
                fetch: { shown: { path: home("config"), secret: false }, hidden: { path: home("config") } },
            },
            {
                create: 'echo "name=value" >> $PULUMI_COMMAND_OUTPUT; echo "token=hidden" >> $PULUMI_COMMAND_OUTPUT; cat ~/config',
                files: [{ remotePath: home("config"), content: "other-text", mode: "0600", onDelete: "remove" }],
                secretValues: ["token"],
            },
            undefined,
        ],
    ],
    [
        "is guarded, and sees drift",
        (home) => [
            { create: "echo made > ~/made; cat ~/made", creates: "~/made", read: "cat ~/watched" },
            { create: "echo made > ~/made; cat ~/made", creates: home("made"), read: "cat ~/watched", triggers: [1] },
            undefined,
        ],
    ],
];

test.each(STORIES)("%s: the same in state through both doors", async (_title, story) => {
    const through = { dynamic: await playDynamic(story), plugin: await playPlugin(story) };
    expect(through.plugin).toEqual(through.dynamic);
});

async function withInstance<T>(
    play: (instance: LabInstance, home: (name: string) => string) => Promise<T>,
): Promise<T> {
    const instance = await lab.launchInstance({ instanceId: "i-0123456789abcdef0" });
    writeFileSync(join(instance.homeOf("ec2-user"), "watched"), "value");
    try {
        return await play(instance, (name) => join(instance.homeOf("ec2-user"), name));
    } finally {
        await instance.terminate();
    }
}

function playDynamic(story: Story) {
    return withInstance(async ({ instanceId }, home) => {
        const stack = await makeTestStack(lab, async () => {});
        try {
            const states = [];
            for (const args of story(home)) {
                await (args === undefined
                    ? stack.refresh()
                    : stack.up(async () => void new InstanceConnectCommand("command", { instanceId, ...args })));
                states.push(comparable(await stack.resource(), home("")));
            }
            await stack.destroy();
            return states;
        } finally {
            stack.remove();
        }
    });
}

function playPlugin(story: Story) {
    return withInstance(async ({ instanceId }, home) => {
        const stack = await makeYamlStack(lab);
        try {
            const states = [];
            for (const args of story(home)) {
                const properties = { instanceId, ...args };
                await (args === undefined
                    ? stack.refresh()
                    : stack.up({ resources: { command: { type: TYPE, properties } } }));
                states.push(comparable(await stack.resource(), home("")));
            }
            await stack.destroy();
            return states;
        } finally {
            stack.remove();
        }
    });
}

/** What no two runs have in common. */
const OF_ONE_RUN =
    /^(id|startedAt|endedAt|durationMs|address|keyFingerprint|requestId|bootId|osUser|attempts|hostKeys|hostKey)$/;
/** What the dynamic provider needs in state, and the maps that the plugin fills in while they are empty. */
const OF_ONE_DOOR = /^(__provider|__urn|__organization|values|fetched|secrets)$/;

function comparable({ inputs, outputs, initErrors = [] }: StateResource, home: string) {
    const text = JSON.stringify({ inputs, outputs, initErrors }, (name, value) => {
        if (OF_ONE_RUN.test(name) || (OF_ONE_DOOR.test(name) && isEmptyOrText(value))) {
            return undefined;
        }
        return value;
    });
    return JSON.parse(text.replaceAll(home, "/home/").replaceAll(/\b[0-9a-f]{12}\b/g, "…"));
}

function isEmptyOrText(value: unknown): boolean {
    return (
        typeof value === "string" || !/[a-z]/.test(JSON.stringify(value).replace(/"(values|fetched|plaintext)"/g, ""))
    );
}
