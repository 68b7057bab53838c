import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../lab";
import { root } from "../support/imports";
import { type CommandUser, makeUser } from "./command";
import { openWindow } from "./window";

let lab: Lab;
let user: CommandUser;
const launched: LabInstance[] = [];

beforeAll(async () => {
    lab = await startLab();
});

afterAll(async () => {
    await lab.stop();
});

beforeEach(() => {
    user = makeUser(lab);
});

afterEach(async () => {
    user.remove();
    for (const instance of launched.splice(0)) {
        await instance.terminate();
    }
});

async function launch(options: LaunchOptions = {}): Promise<LabInstance> {
    const instance = await lab.launchInstance(options);
    launched.push(instance);
    return instance;
}

interface Answer {
    readonly exitCode: number;
    readonly steps: readonly {
        readonly step: string;
        readonly ok: boolean;
        readonly durationMs: number;
        readonly found: readonly { readonly name: string; readonly value: string }[];
        readonly error?: { readonly code: string; readonly summary: string; readonly remedies: readonly string[] };
    }[];
}

/** Has the doctor answer in JSON, and holds that the exit code is the one that it reports. */
async function examine(
    instance: Pick<LabInstance, "instanceId" | "port">,
    more: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
) {
    const words = ["doctor", instance.instanceId, "--port", String(instance.port), "--json", ...more];
    const { exitCode, stdout, stderr } = await user.run(words, { environment });
    expect(stderr).toBe("");
    const answer = JSON.parse(stdout) as Answer;
    expect(answer.exitCode).toBe(exitCode);
    const last = answer.steps.at(-1);
    return {
        exitCode,
        steps: answer.steps.map(({ step, ok }) => `${step} ${ok ? "ok" : "failed"}`),
        error: last?.error,
        found: Object.fromEntries(answer.steps.flatMap(({ found }) => found.map(({ name, value }) => [name, value]))),
        durations: answer.steps.map(({ durationMs }) => durationMs),
    };
}

describe("the doctor", () => {
    test("shows each step with its time and what it found if all is well", async () => {
        const instance = await launch({ kind: "openssh" });
        const { exitCode, stdout, stderr } = await user.run([
            "doctor",
            `${instance.instanceId}`,
            "--port",
            `${instance.port}`,
        ]);
        expect([exitCode, stderr]).toEqual([0, ""]);
        for (const title of ["Credentials and AWS", "Instance", "Route", "Host key", "Sign-in", "Shell"]) {
            expect(stdout).toMatch(new RegExp(`^ok {4}${title} \\((?:\\d+ ms|[\\d.]+ s)\\)$`, "m"));
        }
        expect(stdout).toContain(instance.instanceId);
        expect(stdout).toContain(instance.hostKeyFingerprints[0]);
        expect(stdout).toMatch(/\n\nAll is well\.\n$/);
    });

    test("gives the list of steps as JSON", async () => {
        const instance = await launch({ kind: "openssh" });
        const { exitCode, steps, found, durations } = await examine(instance);
        expect([exitCode, steps]).toEqual([
            0,
            ["aws ok", "instance ok", "route ok", "host-key ok", "sign-in ok", "shell ok"],
        ]);
        expect(found).toMatchObject({ "OS user": "ec2-user", "Commands run as": "ec2-user" });
        expect(durations.every((duration) => Number.isInteger(duration) && duration >= 0)).toBe(true);
    });

    test("is coloured on a terminal, unless NO_COLOR is set", async () => {
        const instance = await launch({ kind: "openssh" });
        const main = join(root, "dist", "cli", "main.js");
        const words = [main, "doctor", instance.instanceId, "--port", String(instance.port)];
        for (const [setting, isColoured] of [
            [[], true],
            [["NO_COLOR=1"], false],
        ] as const) {
            const window = await openWindow(user, ["/usr/bin/env", ...setting, process.execPath, ...words]);
            try {
                await window.shows(/^All is well\.$/m);
                expect(/\[1;?\S*32m|\[32m/.test(await window.coloured())).toBe(isColoured);
            } finally {
                await window.close();
            }
        }
    });

    test("10: finds credentials that AWS does not accept", async () => {
        const wrong = { AWS_ACCESS_KEY_ID: "AKIAWRONGWRONGWRONG1", AWS_SECRET_ACCESS_KEY: "wrong" };
        const { exitCode, steps, error } = await examine(await launch(), [], wrong);
        expect([exitCode, steps]).toEqual([10, ["aws failed"]]);
        expect(error?.code).toMatch(/^AWS_/);
        expect(error?.remedies.join(" ")).not.toMatch(/pulumi/i);
    });

    test("10: finds that there is no region, and that AWS is not reached", async () => {
        const none = await examine(await launch(), [], { AWS_REGION: "", AWS_DEFAULT_REGION: "" });
        expect([none.exitCode, none.error?.code]).toEqual([10, "AWS_REGION_MISSING"]);
        const unreached = { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_ENDPOINT_URL_EC2: "http://127.0.0.1:9" };
        const dead = await examine(await launch(), ["--connect-timeout", "3s"], unreached);
        expect([dead.exitCode, dead.error?.code]).toEqual([10, "AWS_UNREACHABLE"]);
    });

    test("11: finds an instance that is stopped, and one that AWS does not know", async () => {
        const instance = await launch();
        await instance.stop();
        const stopped = await examine(instance);
        expect([stopped.exitCode, stopped.error?.code]).toEqual([11, "AWS_INSTANCE_STOPPED"]);
        expect(stopped.steps).toEqual(["aws ok", "instance failed"]);
        const unknown = await examine({ instanceId: "i-0123456789abcdef0", port: 22 }, ["--connect-timeout", "2s"]);
        expect([unknown.exitCode, unknown.error?.code]).toEqual([11, "AWS_INSTANCE_NOT_FOUND"]);
    });

    test("12: finds that nothing listens, with the rules of the security group", async () => {
        const instance = await launch();
        await instance.faults.refuseConnections();
        const { exitCode, steps, error, found } = await examine(instance, ["--connect-timeout", "2s"]);
        expect([exitCode, steps]).toEqual([12, ["aws ok", "instance ok", "route failed"]]);
        expect(error?.code).toBe("NET_NO_ROUTE");
        expect(JSON.stringify(found)).toContain("nothing is listening there");
    });

    test("13: finds another host key than the recorded one", async () => {
        const instance = await launch({ kind: "openssh" });
        expect((await examine(instance)).exitCode).toBe(0);
        expect((await user.run(["ssh", "--port", `${instance.port}`, instance.instanceId, "true"])).exitCode).toBe(0);
        await instance.faults.changeHostKey();
        const { exitCode, steps, error } = await examine(instance);
        expect([exitCode, steps.at(-1), error?.code]).toEqual([13, "host-key failed", "SSH_HOST_KEY_MISMATCH"]);
        expect(error?.remedies.join(" ")).toContain("known-hosts forget");
    });

    test("14: finds a user that the instance does not have, and the one of its image", async () => {
        const instance = await launch({ osUsers: ["ubuntu"], image: { name: "ubuntu/images/ubuntu-noble" } });
        const { exitCode, steps, error } = await examine(instance, ["--user", "ec2-user", "--connect-timeout", "4s"]);
        expect([exitCode, steps.at(-1), error?.code]).toEqual([14, "sign-in failed", "SSH_KEY_REFUSED"]);
        expect(error?.remedies[0]).toBe('Set --user to "ubuntu", unless you have made the user "ec2-user" yourself.');
    });

    test("15: finds a login shell that runs nothing", async () => {
        const instance = await launch({ kind: "openssh", loginShell: "/bin/false" } as LaunchOptions);
        const { exitCode, steps, error } = await examine(instance);
        expect([exitCode, steps.at(-1)]).toEqual([15, "shell failed"]);
        expect(error?.code).toBe("CMD_SHELL_UNUSABLE");
    });
});
