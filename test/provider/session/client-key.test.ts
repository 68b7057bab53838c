import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utils } from "ssh2";
import { describe, expect, test } from "vitest";
import { makeClientKey } from "../../../provider/session/client-key";

describe("makeClientKey", () => {
    test("makes keys that sign what their public half verifies, every one of them", () => {
        for (let made = 0; made < 600; made += 1) {
            const key = makeClientKey();
            const parsed = utils.parseKey(key.privateKey);
            if (parsed instanceof Error) {
                throw parsed;
            }
            expect(parsed.verify(Buffer.from("data"), parsed.sign(Buffer.from("data")))).toBe(true);
            expect(`ssh-ed25519 ${parsed.getPublicSSH().toString("base64")}`).toBe(key.publicKeyLine);
        }
    });

    test("gives a public line of exactly the 80 characters that the API asks for at least", () => {
        expect(makeClientKey().publicKeyLine).toHaveLength(80);
    });

    test("makes another key each time", () => {
        expect(makeClientKey().fingerprint).not.toBe(makeClientKey().fingerprint);
    });

    test("agrees with ssh-keygen about the key and its fingerprint", () => {
        const folder = mkdtempSync(join(tmpdir(), "client-key-"));
        try {
            const key = makeClientKey();
            const path = join(folder, "key");
            writeFileSync(path, key.privateKey, { mode: 0o600 });
            expect(execFileSync("ssh-keygen", ["-y", "-f", path]).toString().trim()).toBe(key.publicKeyLine);
            expect(execFileSync("ssh-keygen", ["-l", "-f", path]).toString()).toContain(key.fingerprint);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
