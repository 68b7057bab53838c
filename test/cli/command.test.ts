import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../support/imports";
import { type CommandUser, makeUser } from "./command";

let user: CommandUser;

beforeEach(() => {
    user = makeUser(undefined);
});

afterEach(() => user.remove());

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmVQ0gp8H6w7EwCQXVwoW9xK6kP3aZ3c6R3v4q9Zzqb";

function idOf(index: number): string {
    return `i-${index.toString(16).padStart(17, "0")}`;
}

describe("the command", () => {
    test("has help and a version", async () => {
        const help = await user.run(["--help"]);
        expect(help).toMatchObject({ exitCode: 0, stderr: "" });
        expect(help.stdout).toContain("ec2-instance-connect ssh i-0123456789abcdef0");
        expect(help.stdout).not.toContain("host-keys");
        const { version } = createRequire(__filename)(join(root, "package.json"));
        expect(await user.run(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
    });

    test.each(["ssh", "push", "proxy"])("has help for %s, with the options that all have", async (name) => {
        const { stdout, exitCode } = await user.run([name, "--help"]);
        expect(exitCode).toBe(0);
        for (const option of ["region", "profile", "user", "route", "endpoint-id", "port", "host-key-policy"]) {
            expect(stdout).toContain(`--${option} <`);
        }
    });

    test.each([["--help"], ["--version"], ["ssh", "--help"], ["known-hosts", "list", "--help"]])(
        "loads nothing to print %s %s %s: the text is written already",
        async (...args) => {
            const main = JSON.stringify(join(root, "dist/cli/main.js"));
            const loaded = 'process.on("exit", () => process.stderr.write(Object.keys(require.cache).join("\\n")))';
            const script = `process.argv = [process.execPath, ${main}, ...${JSON.stringify(args)}]; ${loaded}; require(${main});`;
            const { stdout, stderr } = await user.program(process.execPath, ["-e", script]);
            expect(stderr.split("\n").map((file) => basename(file))).toEqual(["main.js", "written-help.js"]);
            const { helpTexts } = createRequire(__filename)(join(root, "dist/cli/run.js"));
            expect(stdout).toBe(helpTexts()[args.join(" ")]);
        },
    );
});

describe("host keys that were trusted", () => {
    const hostKeys = (index: number, ...more: string[]) =>
        user.run(["host-keys", ...more, "HOSTNAME", idOf(index), ...KEY.split(" ")]);

    test("are all recorded when many are met at the same time", async () => {
        const many = Array.from({ length: 8 }, (_, index) => index);
        await Promise.all(many.map((index) => hostKeys(index)));
        const list = JSON.parse((await user.run(["known-hosts", "list", "--json"])).stdout);
        expect(list.map(({ instanceId }: { instanceId: string }) => instanceId).sort()).toEqual(many.map(idOf));
    });

    test.each(["console", "pinned"])("are not those that are first met by the policy %s", async (policy) => {
        expect(await hostKeys(1, "--host-key-policy", policy)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    });

    test("are given for a host name with a port", async () => {
        await hostKeys(1);
        const asked = await user.run(["host-keys", "ORDER", `[${idOf(1)}]:2222`, "NONE", "NONE"]);
        expect(asked.stdout).toBe(`[${idOf(1)}]:2222 ${KEY}\n`);
    });

    test("are recorded although another process has left its lock behind", async () => {
        const folder = join(user.home, "config/ec2-instance-connect");
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "known_hosts.lock"), "");
        utimesSync(join(folder, "known_hosts.lock"), 0, 0);
        await hostKeys(1);
        expect(readFileSync(join(folder, "known_hosts"), "utf8")).toBe(`${idOf(1)} ${KEY}\n`);
    });

    test("are forgotten by ID only", async () => {
        await hostKeys(1);
        await hostKeys(2);
        expect((await user.run(["known-hosts", "forget", idOf(1)])).exitCode).toBe(0);
        expect((await user.run(["known-hosts", "list"])).stdout).toMatch(new RegExp(`^${idOf(2)} .*\\n$`));
        expect(await user.run(["known-hosts", "forget", idOf(1)])).toMatchObject({ exitCode: 255 });
    });
});
