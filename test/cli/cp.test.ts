import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { type CommandUser, makeUser } from "./command";

let lab: Lab;
let user: CommandUser;
let instance: LabInstance;

beforeEach(async () => {
    lab = await startLab();
    user = makeUser(lab);
    instance = await lab.launchInstance({ kind: "openssh" });
});

afterEach(async () => {
    user.remove();
    await lab.stop();
});

function cp(...args: readonly string[]) {
    return user.run(["cp", "--port", String(instance.port), ...args]);
}

/** A path on the instance, for the command line. */
function there(path: string): string {
    return `${instance.instanceId}:${path}`;
}

function here(...names: readonly string[]): string {
    return join(user.home, ...names);
}

/** Where a path of the user's home on the instance is on this machine. */
function thereAt(...names: readonly string[]): string {
    return join(instance.homeOf("ec2-user"), ...names);
}

describe("a file", () => {
    test("goes there and back, byte for byte", async () => {
        const content = randomBytes(3_000_000);
        writeFileSync(here("file"), content, { mode: 0o754 });
        const up = await cp("file", there(""));
        expect(up).toEqual({ exitCode: 0, stdout: "file -> /home/ec2-user/file  2.9 MiB\n", stderr: "" });
        expect(readFileSync(thereAt("file")).equals(content)).toBe(true);
        const down = await cp(there("file"), "back");
        expect(down).toMatchObject({ exitCode: 0, stderr: "" });
        expect(readFileSync(here("back")).equals(content)).toBe(true);
        expect(readdirSync(user.home).filter((name) => name.startsWith(".eic"))).toEqual([]);
    });
});
