import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../support/imports";
import { home, on, useExamples, valuesOf } from "./example-scene";
import { filesHolding } from "./files-holding";

const { launch, launchWith, makeStack } = useExamples();

describe("the example", () => {
    test("quickstart greets", async () => {
        const { up } = await makeStack("quickstart", on(await launch()));
        const { outputs } = await up();
        expect(outputs.exitCode?.value).toBe(0);
        expect(outputs.stdout?.value).toMatch(/^Hello from \S+ \S+, as \S+$/);
    });

    test("run-command makes a folder and removes it", async () => {
        const instance = await launch();
        const { up, destroy } = await makeStack("run-command", on(instance));
        const folder = home(instance, "workspace");
        expect(valuesOf((await up()).outputs)).toEqual({ folder, outcome: "exited" });
        expect(existsSync(folder)).toBe(true);
        expect((await destroy()).failure).toBeUndefined();
        expect(existsSync(folder)).toBe(false);
    });

    test("rerun-on-triggers runs again for another release, and for nothing else", async () => {
        const made = await makeStack("rerun-on-triggers", { ...on(await launch()), release: { value: "1.0" } });
        expect(valuesOf((await made.up()).outputs)).toEqual({ stdout: "deployed for the first time" });
        expect((await made.up()).changes).toEqual({ same: 1 });
        await made.stack.setConfig("release", { value: "1.1" });
        const { changes, outputs } = await made.up();
        expect(changes).toEqual({ update: 1 });
        expect(valuesOf(outputs)).toEqual({ stdout: "deployed 2 times" });
    });

    test("secrets gives the token to the script, and shows it nowhere", async () => {
        const token = "token-of-the-examples-test";
        const config = { ...on(await launch()), apiToken: { value: token, secret: true } };
        const made = await makeStack("secrets", config);
        const { outputs, output } = await made.up();
        expect(outputs.stdout).toEqual({ value: `registered with ${token}`, secret: true });
        expect(output).toContain("registered with [secret]");
        expect(output).not.toContain(token);
        expect(filesHolding(made.folder, token)).toEqual([]);
    });

    test("shared-trust pins for the second command on an instance what the first one has met", async () => {
        const [left, right] = [await launch(), await launch()];
        const ids = JSON.stringify([left.instanceId, right.instanceId]);
        const made = await makeStack("shared-trust", { instanceIds: { value: ids } });
        const { outputs, output } = await made.up();
        expect(valuesOf(outputs)).toEqual({ stdout: ["still the same machine", "still the same machine"] });
        // The first key is the one that the console shows: nobody has to be warned of it.
        expect(output).not.toContain("first use");
        const resources = await made.resources();
        const pinned = [0, 1].map((index) => {
            const second = resources.find(({ urn }) => urn.endsWith(`::second-${index}`));
            return (second?.inputs.connection as { hostKeys?: unknown } | undefined)?.hostKeys;
        });
        expect(pinned).toEqual([left.hostKeyFingerprints, right.hostKeyFingerprints]);
    });

    test("files restarts the service with its file in place, and again when the file changes", async () => {
        const conf = "/etc/systemd/journald.conf.d/size.conf";
        const note = `[ "$1" = restart ] || exec echo active; cat ${conf} >>/home/ec2-user/seen`;
        const instance = await launchWith({ systemctl: note });
        const made = await makeStack("files", on(instance));
        const first = await made.up();
        expect(first.failure).toBeUndefined();
        expect(first.outputs.state?.value).toBe("active");
        await made.stack.setConfig("journalSize", { value: "1G" });
        expect((await made.up()).changes).toEqual({ update: 1 });
        expect((await made.destroy()).failure).toBeUndefined();
        expect(readFileSync(home(instance, "seen"), "utf8")).toBe(
            "[Journal]\nSystemMaxUse=200M\n[Journal]\nSystemMaxUse=1G\n",
        );
    });

    test("ci deploys a release with its token, again for the next one, and shows the token nowhere", async () => {
        const instance = await launchWith({});
        const token = "token-of-the-pipeline";
        const config = { ...on(instance), release: { value: "1.0" }, apiToken: { value: token, secret: true } };
        const made = await makeStack("ci", config);
        const first = await made.up();
        expect(first.failure).toBeUndefined();
        const deployed = { value: "release 1.0, with a token of 21 characters", secret: true };
        expect(first.outputs).toEqual({ outcome: { value: "exited", secret: false }, deployed });
        await made.stack.setConfig("release", { value: "1.1" });
        const preview = await made.preview();
        expect(preview.changes).toEqual({ update: 1 });
        expect((await made.up()).changes).toEqual({ update: 1 });
        expect((await made.destroy()).failure).toBeUndefined();
        expect(first.output).not.toContain(token);
        expect(filesHolding(made.folder, token)).toEqual([]);
    });
});

test("each example has a program, a README and settings, and is listed in the README of the package", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    for (const name of readdirSync(join(root, "examples"))) {
        const files = readdirSync(join(root, "examples", name));
        expect([name, ...files]).toEqual(
            expect.arrayContaining([name, "Pulumi.yaml", "README.md", "index.ts", "tsconfig.json"]),
        );
        expect(readme).toContain(`(examples/${name})`);
    }
});
