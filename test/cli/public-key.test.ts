import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusalOf } from "../../cli/public-key";

let folder: string;

beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "public-key-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function makeKey(...options: string[]): string {
    const file = join(folder, options.join("-"));
    execFileSync("ssh-keygen", ["-q", "-N", "", ...options, "-f", file]);
    return file;
}

test.each([
    ["-t", "ed25519"],
    ["-t", "rsa", "-b", "2048"],
    ["-t", "rsa", "-b", "4096"],
])("a key of %s %s %s is taken", (...options) => {
    expect(refusalOf(readFileSync(`${makeKey(...options)}.pub`, "utf8"))).toBeUndefined();
});

test.each([
    [["-t", "rsa", "-b", "1024"], "an RSA key with 1024 bits"],
    [["-t", "rsa", "-b", "5000"], "an RSA key with 5000 bits"],
    [["-t", "ecdsa"], "does not take keys of type ecdsa-sha2-nistp256"],
])("a key of %s is refused: %s", (options, reason) => {
    expect(refusalOf(readFileSync(`${makeKey(...options)}.pub`, "utf8"))).toContain(reason);
});

test("a private key, an empty file and two keys are refused, and nothing of them is repeated", () => {
    const file = makeKey("-t", "ed25519", "-C", "two");
    const line = readFileSync(`${file}.pub`, "utf8");
    expect(refusalOf(readFileSync(file, "utf8"))).toContain("it is a private key");
    expect(refusalOf("")).toContain("no OpenSSH public key line");
    expect(refusalOf(line + line)).toContain("several lines");
});
