// `npm start`: shows what the package does, on the real Pulumi engine, without an AWS account.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setUp } from "./set-up/index.mjs";
import { fail, say, timed } from "./set-up/say.mjs";

const whereNext = `
Where to go next:
  examples/quickstart/index.ts   the program that just ran
  README.md                      what it can do, and how to run it on an instance of yours
  npm test                       every test, those on the real engine and real OpenSSH included
`;

async function main() {
    const ready = await setUp();
    if (!ready) {
        return;
    }
    // Loaded late: they need the packages that set-up installs and the code that it compiles.
    const { startLab } = await import("pulumi-ec2-instance-connect/lab");
    const { makeStack } = await import("./start/stack.mjs");
    const { playScenes } = await import("./start/scenes.mjs");

    const folder = mkdtempSync(join(tmpdir(), "instance-connect-quickstart-"));
    const lab = await timed("Starting the lab, a local EC2 on this machine's loopback interface", () => startLab());
    try {
        const instance = await lab.launchInstance();
        say(`  ${instance.instanceId} is running there`);
        const stack = await timed("Making a stack whose state lives in a temporary folder", () =>
            makeStack({ folder, ...ready, environment: lab.environment, instance }),
        );
        await playScenes(stack);
    } finally {
        await lab.stop();
        rmSync(folder, { recursive: true, force: true });
    }
    say(whereNext);
}

await main().catch(fail);
