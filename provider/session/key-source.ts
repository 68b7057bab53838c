import { createHash, createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { ProviderError } from "../base/error";
import { isOpenSshPrivateKey, judgePrivateKey, normalisePem, readPemPrivateKey } from "../base/private-key";
import { type ClientKey, clientKeyFrom, makeClientKey } from "./client-key";

/** Which key signs in: a fresh one of a type, or the program's own. */
export type KeyChoice =
    | { readonly kind: "fresh"; readonly type: "ed25519" | "rsa-4096" }
    | { readonly kind: "own"; readonly privateKey: string; readonly passphrase: string | undefined };

export const FRESH_ED25519: KeyChoice = { kind: "fresh", type: "ed25519" };

/**
 * Makes a function that gives the key for the next connection. A fresh key is given out once; one that `prepare` has begun
 * to make goes to whoever asks next. An RSA key takes seconds, which are spent off the event loop, beside the dialling.
 */
export function makeKeySource(choice: KeyChoice): { prepare(): void; next(): Promise<ClientKey> } {
    let prepared: Promise<ClientKey> | undefined;
    const prepare = () => {
        prepared ??= makeKey(choice);
        // Whoever asks for the key is told; a dial that fails first must not end the process.
        prepared.catch(() => {});
        return prepared;
    };
    return {
        prepare,
        next: () => {
            const key = prepare();
            prepared = undefined;
            return key;
        },
    };
}

/** The same for choices that sign in with the same key or the same type of fresh key; tells nothing of a key. */
export function keyChoiceName(choice: KeyChoice): string {
    if (choice.kind === "fresh") {
        return choice.type;
    }
    return createHash("sha256").update(choice.privateKey).digest("hex");
}

const generateRsa = promisify(generateKeyPair) as unknown as (
    type: "rsa",
    options: { modulusLength: number },
) => Promise<{ privateKey: KeyObject }>;

async function makeKey(choice: KeyChoice): Promise<ClientKey> {
    if (choice.kind === "own") {
        return readOwnKey(choice.privateKey, choice.passphrase);
    }
    if (choice.type === "ed25519") {
        return makeClientKey();
    }
    return clientKeyFrom((await generateRsa("rsa", { modulusLength: 4096 })).privateKey);
}

/**
 * The program's own key, decrypted in memory.
 * @throws {ProviderError} `SSH_PRIVATE_KEY_UNUSABLE`: mostly a wrong passphrase, since the check has seen the rest.
 */
function readOwnKey(text: string, passphrase: string | undefined): ClientKey {
    const verdict = judgePrivateKey(text, passphrase);
    if (verdict.kind === "refused") {
        throw unusableKeyError(verdict.reason);
    }
    if (!isOpenSshPrivateKey(text)) {
        return clientKeyFrom(readPemPrivateKey(text, passphrase));
    }
    const { utils } = require("ssh2") as typeof import("ssh2");
    const parsed = utils.parseKey(normalisePem(text), passphrase);
    if (parsed instanceof Error) {
        throw unusableKeyError("the passphrase does not open the private key, or the key is damaged.");
    }
    return clientKeyFrom(createPrivateKey(parsed.getPrivatePEM()));
}

function unusableKeyError(reason: string): ProviderError {
    return new ProviderError({
        code: "SSH_PRIVATE_KEY_UNUSABLE",
        summary: ({ privateKey }) => `Could not use ${privateKey}: ${reason.replace(/\.$/, "")}.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: [
            ({ privateKey, passphrase }) =>
                `Check ${privateKey} and ${passphrase}: ssh-keygen -y -f <file> must accept both.`,
        ],
    });
}
