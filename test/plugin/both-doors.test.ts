// The same story through the dynamic provider and through the plugin, on the real engine: the states are the same.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Lab, startLab } from "../../lab";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, makeTestStack } from "../e2e/engine";
import type { StateResource } from "../e2e/engine-state";
import { makeYamlStack, TYPE } from "./yaml-stack";

const INSTANCE_ID = "i-0123456789abcdef0";

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

async function withInstance<T>(play: (lab: Lab, home: (name: string) => string) => Promise<T>): Promise<T> {
    const lab = await startLab();
    const instance = await lab.launchInstance({ instanceId: INSTANCE_ID });
    writeFileSync(join(instance.homeOf("ec2-user"), "watched"), "value");
    try {
        return await play(lab, (name) => join(instance.homeOf("ec2-user"), name));
    } finally {
        await lab.stop();
    }
}

function playDynamic(story: Story) {
    return withInstance(async (lab, home) => {
        const stack = await makeTestStack(lab, async () => {});
        try {
            const states = [];
            for (const args of story(home)) {
                await (args === undefined
                    ? stack.refresh()
                    : stack.up(
                          async () => void new InstanceConnectCommand("command", { instanceId: INSTANCE_ID, ...args }),
                      ));
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
    return withInstance(async (lab, home) => {
        const stack = await makeYamlStack(lab);
        try {
            const states = [];
            for (const args of story(home)) {
                const properties = { instanceId: INSTANCE_ID, ...args };
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
/** What the dynamic provider alone needs in state. */
const OF_ONE_DOOR = /^(__provider|__urn|__organization)$/;
/** The plugin fills them in while they are empty. */
const EMPTY_MAPS = { values: {}, fetched: {}, secrets: { secret: { values: {}, fetched: {} } } };

function comparable({ inputs, outputs, initErrors = [] }: StateResource, home: string) {
    const text = JSON.stringify({ inputs, outputs, initErrors })
        .replaceAll(home, "/home/")
        .replaceAll(/::[\w:/-]*InstanceConnectCommand::/g, "::TYPE::")
        .replaceAll(/(Duration: *)[\d.]+ m?s/g, "$1");
    const told = readSecrets(JSON.parse(text)) as { outputs: object };
    return { ...told, outputs: { ...EMPTY_MAPS, ...told.outputs } };
}

/** Secrets as `{ secret: … }`; of `files` the dynamic door's SDK makes a secret of the list, the plugin of each content. */
function readSecrets(value: unknown, isOfFiles = false): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (Array.isArray(value)) {
        return value.map((entry) => readSecrets(entry, isOfFiles));
    }
    const { plaintext } = value as { plaintext?: unknown };
    if (typeof plaintext === "string") {
        const secret = readSecrets(JSON.parse(plaintext), isOfFiles);
        return isOfFiles ? secret : { secret };
    }
    const kept = Object.entries(value).filter(([name]) => !OF_ONE_RUN.test(name) && !OF_ONE_DOOR.test(name));
    return Object.fromEntries(kept.map(([name, child]) => [name, readSecrets(child, isOfFiles || name === "files")]));
}
