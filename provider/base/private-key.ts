import { createPrivateKey, type KeyObject } from "node:crypto";

/** What can be told of a private key's text without using it. */
export type PrivateKeyVerdict =
    | { readonly kind: "usable" }
    | { readonly kind: "refused"; readonly concerns: "privateKey" | "passphrase"; readonly reason: string };

const USABLE: PrivateKeyVerdict = { kind: "usable" };
const RSA_BITS = { least: 2048, most: 4096 };
const CHACHA20 =
    "the private key is encrypted with chacha20-poly1305, which is not supported here. Encrypt it with another cipher: ssh-keygen -p -Z aes256-ctr -f <file>";
const NEEDS_PASSPHRASE = refused("passphrase", "the private key is encrypted: give its passphrase.");

/**
 * Judges whether EC2 Instance Connect and we can use a private key: RSA of 2048 to 4096 bits or ED25519, in OpenSSH's format
 * or as PEM (PKCS#1 or PKCS#8). The reasons never repeat a part of the key. The passphrase of a key in OpenSSH's format is
 * not tried: its key derivation is made to be slow.
 */
export function judgePrivateKey(text: string, passphrase: string | undefined): PrivateKeyVerdict {
    if (isOpenSshPrivateKey(text)) {
        return judgeOpenSsh(text, passphrase);
    }
    if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
        return refused("privateKey", whatItIs(text));
    }
    try {
        return judgeKeyObject(readPemPrivateKey(text, passphrase));
    } catch {
        if (!isEncryptedPem(text)) {
            return refused("privateKey", "the private key can't be read: it is damaged, or of an unknown kind.");
        }
        return passphrase === undefined
            ? NEEDS_PASSPHRASE
            : refused("passphrase", "the passphrase does not open the private key, or the key is damaged.");
    }
}

/** True for the format that ssh-keygen writes by default. */
export function isOpenSshPrivateKey(text: string): boolean {
    return text.includes("-----BEGIN OPENSSH PRIVATE KEY-----");
}

/**
 * Reads a PEM private key, PKCS#1 or PKCS#8, encrypted or not.
 * @throws it can't be read; the error says nothing that a user could need.
 */
export function readPemPrivateKey(text: string, passphrase: string | undefined): KeyObject {
    const key = normalisePem(text);
    return createPrivateKey(passphrase === undefined ? { key, format: "pem" } : { key, format: "pem", passphrase });
}

/**
 * The text as editors, shells and variables of build servers may have changed it, made right: line ends (also written as `\n`,
 * or lost to spaces), indentation, the last newline.
 */
export function normalisePem(text: string): string {
    const lines = text
        .replace(/\\r?\\n|\\n/g, "\n")
        .trim()
        .split(/\r?\n/);
    const [only = ""] = lines;
    const [, begin = "", body = "", end = ""] =
        /^(-----BEGIN [A-Z ]+-----)\s+(.*?)\s+(-----END [A-Z ]+-----)$/.exec(only) ?? [];
    const wasOneLine = lines.length === 1 && /^[A-Za-z0-9+/=\s]+$/.test(body);
    return `${(wasOneLine ? [begin, ...body.split(/\s+/), end] : lines).map((line) => line.trim()).join("\n")}\n`;
}

function isEncryptedPem(text: string): boolean {
    return /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type:.*ENCRYPTED/.test(text);
}

function judgeKeyObject(key: KeyObject): PrivateKeyVerdict {
    switch (key.asymmetricKeyType) {
        case "ed25519":
            return USABLE;
        case "rsa":
            return judgeRsa(key.asymmetricKeyDetails?.modulusLength ?? 0);
        default:
            return wrongType(key.asymmetricKeyType ?? "of an unknown type");
    }
}

function judgeOpenSsh(text: string, passphrase: string | undefined): PrivateKeyVerdict {
    const encoded = normalisePem(text)
        .split("\n")
        .filter((line) => !line.startsWith("-----"))
        .join("");
    const container = Buffer.from(encoded, "base64");
    const magic = "openssh-key-v1\0";
    const fields = container.toString("latin1", 0, magic.length) === magic ? readStrings(container, magic.length) : [];
    const [cipher, , , publicBlob] = fields;
    const [type, , modulus] = publicBlob === undefined ? [] : readStrings(publicBlob, 0);
    if (cipher === undefined || type === undefined) {
        return refused("privateKey", "the private key can't be read: it is damaged or cut off.");
    }
    const verdict =
        type.toString() === "ssh-ed25519"
            ? USABLE
            : type.toString() === "ssh-rsa"
              ? judgeRsa(bitLength(modulus ?? Buffer.alloc(0)))
              : wrongType(type.toString());
    // ssh2 would call it a wrong passphrase.
    if (verdict.kind === "usable" && cipher.toString().startsWith("chacha20-")) {
        return refused("privateKey", CHACHA20);
    }
    const isLocked = cipher.toString() !== "none" && passphrase === undefined;
    return verdict.kind === "usable" && isLocked ? NEEDS_PASSPHRASE : verdict;
}

/** The container's first fields: three strings, the number of keys, and the first public key. Or all strings of a blob. */
function readStrings(bytes: Buffer, from: number): Buffer[] {
    const strings: Buffer[] = [];
    let at = from;
    while (at + 4 <= bytes.length && strings.length < 4) {
        // Behind the third string of a container stands a number, not a string.
        at += from > 0 && strings.length === 3 ? 4 : 0;
        const end = at + 4 + (at + 4 <= bytes.length ? bytes.readUInt32BE(at) : bytes.length);
        if (end > bytes.length) {
            break;
        }
        strings.push(bytes.subarray(at + 4, end));
        at = end;
    }
    return strings;
}

function bitLength(integer: Buffer): number {
    const digits = integer.toString("hex").replace(/^0+/, "");
    return digits === "" ? 0 : (digits.length - 1) * 4 + Number.parseInt(digits.charAt(0), 16).toString(2).length;
}

function judgeRsa(bits: number): PrivateKeyVerdict {
    return bits >= RSA_BITS.least && bits <= RSA_BITS.most
        ? USABLE
        : refused("privateKey", `the RSA key has ${bits} bits; EC2 Instance Connect accepts 2048 to 4096.`);
}

function wrongType(type: string): PrivateKeyVerdict {
    return refused(
        "privateKey",
        `the key is ${type}; EC2 Instance Connect accepts RSA (2048 to 4096 bits) and ED25519.`,
    );
}

function whatItIs(text: string): string {
    if (/^(ssh-|ecdsa-|sk-)|BEGIN [A-Z ]*PUBLIC KEY/.test(text.trim())) {
        return "this is a public key; the private one is needed.";
    }
    if (text.trimStart().startsWith("PuTTY-User-Key-File")) {
        return "this is PuTTY's format; export it in OpenSSH's format (puttygen key.ppk -O private-openssh-new).";
    }
    return /^[~./\\\w-]{1,200}$/.test(text.trim())
        ? "this is not a private key. If it is the path of a file, give the file's content instead."
        : "this is not a private key in OpenSSH or PEM format.";
}

function refused(concerns: "privateKey" | "passphrase", reason: string): PrivateKeyVerdict {
    return { kind: "refused", concerns, reason };
}
