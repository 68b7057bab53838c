import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { parseInputs } from "../../../provider/inputs";
import { redactFor } from "../../../provider/operation/live-output";

test("an own key is masked as a whole and line by line, and so is its passphrase", () => {
    const { privateKey } = generateKeyPairSync("rsa", {
        modulusLength: 2048,
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const connection = { privateKey, passphrase: "correct horse" };
    const redact = redactFor(parseInputs({ instanceId: "i-0123456789abcdef0", create: "true", connection }));
    expect(redact(`the key is ${privateKey}.`)).toBe("the key is [secret].");
    expect(redact(`a line: ${privateKey.split("\n")[4]}`)).toBe("a line: [secret]");
    expect(redact("opened with correct horse")).toBe("opened with [secret]");
});
