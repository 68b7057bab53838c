import { existsSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { hostKeyOptions } from "../host-key-options";
import type { OptionValues } from "../options";
import { readText, writeWhole } from "../own-files";
import { proxyWords } from "../proxy-words";
import { readPublicKey } from "../public-key";
import { proxyCommandValue } from "../quoting";
import { readConnection } from "../sign-in";
import { sshVersion } from "../ssh-version";
import { UsageError } from "../usage-error";

const BEGIN = "# Begin of ec2-instance-connect";
const END = "# End of ec2-instance-connect";

/** Prints the block for `ssh_config`, or puts it into the user's file, in place of an earlier one. */
export function config(options: OptionValues): void {
    const connection = readConnection(options, { osUser: undefined, port: undefined });
    const file = publicKeyFile(options);
    readPublicKey(file);
    const settings: readonly (readonly [string, string])[] = [
        ["ProxyCommand", proxyCommandValue([...proxyWords(options), "--push", file], ["%r@%h:%p"])],
        ...(file.endsWith(".pub") ? [["IdentityFile", quoteSetting(file.slice(0, -".pub".length))] as const] : []),
        ...hostKeyOptions(connection.hostKeyPolicy, sshVersion()),
    ];
    const lines = ["Host i-*", ...settings.map(([name, value]) => `    ${name} ${value}`)];
    const block = `${BEGIN}\n${lines.join("\n")}\n${END}\n`;
    if (options.write !== true) {
        process.stdout.write(block);
        return;
    }
    const path = join(homedir(), ".ssh", "config");
    mkdirSync(join(homedir(), ".ssh"), { recursive: true, mode: 0o700 });
    // A link, as to a folder of dotfiles, stays one.
    const place = existsSync(path) ? realpathSync(path) : path;
    const mode = existsSync(place) ? statSync(place).mode & 0o777 : 0o600;
    const before = readText(place);
    const after = withBlock(before, block);
    if (after !== before) {
        writeWhole(place, after, mode);
    }
    process.stdout.write(
        `${path} ${after === before ? "has the block already" : "has the block now"}: ssh i-… works.\n`,
    );
}

/**
 * The text with the block, which takes the place of an earlier one. A new one goes first, because ssh takes the first value that it
 * finds; what followed holds for all hosts as before.
 */
export function withBlock(text: string, block: string): string {
    const start = text.indexOf(`${BEGIN}\n`);
    const end = text.indexOf(`${END}\n`, start);
    if (start >= 0 && end >= 0) {
        return text.slice(0, start) + block + text.slice(end + END.length + 1);
    }
    return text === "" ? block : `${block}Match all\n\n${text}`;
}

function publicKeyFile({ publicKey }: OptionValues): string {
    if (typeof publicKey === "string") {
        return resolve(publicKey);
    }
    const names = ["id_ed25519.pub", "id_rsa.pub"].map((name) => join(homedir(), ".ssh", name));
    const found = names.find((name) => existsSync(name));
    if (found === undefined) {
        throw new UsageError("there is no key in ~/.ssh: make one with ssh-keygen -t ed25519, or give --public-key");
    }
    return found;
}

function quoteSetting(path: string): string {
    return `"${path.replaceAll("%", "%%")}"`;
}
