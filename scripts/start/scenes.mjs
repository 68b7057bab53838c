import { SetUpError, say } from "../set-up/say.mjs";

const isColourful = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const engineOptions = {
    color: isColourful ? "always" : "never",
    suppressProgress: true,
    onOutput: (text) => process.stdout.write(text),
};

/** The life of the quickstart's stack: created, left alone, destroyed. Fails when the engine reports anything else. */
export async function playScenes(stack) {
    title("pulumi up: pushes a key, opens SSH, runs the command");
    const created = await stack.up(engineOptions);
    expectChanges(created.summary, { create: 2 });

    title("The stack's outputs");
    for (const [name, { value }] of Object.entries(created.outputs)) {
        say(`${name}: ${JSON.stringify(value)}`);
    }

    title("pulumi up again: nothing has changed, so nothing runs");
    expectChanges((await stack.up(engineOptions)).summary, { same: 2 });

    title("pulumi destroy");
    expectChanges((await stack.destroy({ ...engineOptions, remove: true })).summary, { delete: 2 });
}

function title(text) {
    say(`\n== ${text}\n`);
}

function expectChanges({ resourceChanges = {} }, expected) {
    const [got, wanted] = [resourceChanges, expected].map((changes) => JSON.stringify(changes));
    if (got !== wanted) {
        throw new SetUpError(`The engine was expected to report ${wanted}, but reported ${got}.`);
    }
}
