// The rules of single texts: what is accepted, how it is called, an example, and advice for common mistakes.

import { INSTANCE_ID_PATTERN, OS_USER_PATTERN, REGION_PATTERN } from "../base/aws-names";
import { HOST_KEY_TYPE_NAMES, isFingerprint, isPublicKeyLine } from "../base/host-key-line";
import { parseSshProxy } from "../base/ssh-proxy";
import { VALUE_NAME_PATTERN } from "../base/value-name";
import { isAddress } from "./address";
import { parseDuration } from "./duration";
import { parseSize } from "./size";
import type { TextRule } from "./text-kind";

export const INSTANCE_ID: TextRule = {
    expected: "the ID of an EC2 instance",
    example: '"i-0123456789abcdef0"',
    accepts: (text) => INSTANCE_ID_PATTERN.test(text),
    hint: (text) => (text.startsWith("mi-") ? "EC2 Instance Connect can't reach an SSM managed node." : undefined),
};

export const DURATION: TextRule = {
    expected: "a duration of more than 0",
    example: '"90s", "5m" or "1h30m"',
    accepts: (text) => parseDuration(text) !== undefined,
    hint: (text) => (/^\d+(\.\d+)?$/.test(text) ? 'Name the unit: ms, s, m or h, as in "30s".' : undefined),
};

export const VALUE_NAME: TextRule = {
    expected: "a name of letters, digits and _ that does not start with a digit",
    example: '"token"',
    accepts: (text) => VALUE_NAME_PATTERN.test(text),
};

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

export const OUTPUT_SIZE: TextRule = {
    expected: "a size of at most 4MiB",
    example: '"64KiB" or "1MiB"',
    accepts: (text) => (parseSize(text) ?? Number.POSITIVE_INFINITY) <= MAX_OUTPUT_BYTES,
    hint: (text) => (/^\d+(\.\d+)?( ?[KMG]B?)?$/i.test(text) ? "The units are B, KiB and MiB." : undefined),
};

export const OS_USER_NAME: TextRule = {
    expected: "the name of a user of the instance's operating system, as EC2 Instance Connect accepts it",
    example: '"ec2-user" or "ubuntu"',
    accepts: (text) => OS_USER_PATTERN.test(text),
};

export const ENDPOINT_ID: TextRule = {
    expected: "the ID of an EC2 Instance Connect Endpoint",
    example: '"eice-0123456789abcdef0"',
    accepts: (text) => /^eice-[0-9a-zA-Z_]{1,64}$/.test(text),
    hint: (text) => (text.startsWith("vpce-") ? "This is a VPC endpoint, which is something else." : undefined),
};

export const ADDRESS: TextRule = {
    expected: "a host name or an IP address",
    example: '"10.0.4.7" or "host.example.com"',
    accepts: isAddress,
    hint: adviseOnAddress,
};

export const PROXY: TextRule = {
    expected: "the address of a proxy",
    example: '"socks5://127.0.0.1:1080" or "http://proxy.example.com:3128"',
    accepts: (text) => parseSshProxy(text) !== undefined,
    hint: (text) =>
        /^[a-z0-9.-]+:\d+$/i.test(text) ? "Begin with the kind of proxy: socks5:// or http://." : undefined,
};

function adviseOnAddress(text: string): string | undefined {
    if (/^\[.*\]$/.test(text)) {
        return "Write an IPv6 address without brackets.";
    }
    if (/:\d+$/.test(text)) {
        return "A port goes in connection.port.";
    }
    return text.includes("@") ? "A user goes in connection.osUser." : undefined;
}

export const REGION: TextRule = {
    expected: "the name of an AWS region",
    example: '"eu-west-1"',
    accepts: (text) => REGION_PATTERN.test(text),
    hint: (text) =>
        /^[a-z]+(-[a-z]+)+-\d+[a-z]$/.test(text)
            ? "This is an availability zone: leave out its last letter."
            : undefined,
};

export const PROFILE: TextRule = {
    expected: "the name of a profile of your AWS configuration",
    example: '"production"',
    accepts: (text) => text.trim() !== "" && !/[\0\r\n]/.test(text),
};

export const HOST_KEY: TextRule = {
    expected: "an OpenSSH public key line or a SHA256 fingerprint",
    example: '"ssh-ed25519 AAAAC3Nza…" or "SHA256:…"',
    accepts: (text) => isFingerprint(text.trim()) || isPublicKeyLine(text.trim()),
    hint: adviseOnHostKey,
};

function adviseOnHostKey(text: string): string | undefined {
    const words = text.trim().split(/\s+/);
    if (text.includes("PRIVATE KEY")) {
        return "This looks like a private key: give the line of the .pub file.";
    }
    if (/^(MD5:)?([0-9a-f]{2}:){15}[0-9a-f]{2}$/i.test(text.trim())) {
        return "MD5 is too weak to trust: use the one that ssh-keygen -l -E sha256 prints.";
    }
    if (/[\r\n]/.test(text.trim())) {
        return "Give each key as an entry of its own.";
    }
    if (words.length > 1 && words.some(isFingerprint)) {
        return "Give only the fingerprint, without the text around it.";
    }
    if (HOST_KEY_TYPE_NAMES.includes(words[0] ?? "")) {
        return "The key does not match its type; it may have been cut short.";
    }
    return HOST_KEY_TYPE_NAMES.includes(words[1] ?? "") ? "Leave out the host name before the key type." : undefined;
}

export const DIRECTORY: TextRule = {
    expected: "a directory on the instance",
    example: '"/srv/app" or "~/app"',
    accepts: (text) => text !== "" && !text.includes("\0") && !/^(\$\{?[A-Za-z_]|~[^/])/.test(text),
    hint: (text) =>
        /^[$~]/.test(text)
            ? "No shell expands variables here, or the homes of other users: begin with ~/, or with a name, for the home of the user that runs the script."
            : undefined,
};

export const CREATED_PATH: TextRule = {
    expected: "an absolute path on the instance, or one that begins with ~/",
    example: '"/opt/app/bin/app" or "~/.installed"',
    accepts: (text) => /^(?:\/|~\/.)/.test(text) && !text.includes("\0"),
    hint: (text) =>
        /^[$~]/.test(text)
            ? "No shell expands variables here, or the homes of other users: begin with / or ~/."
            : undefined,
};

export const FILE_PATH: TextRule = {
    expected: "an absolute path of a file or directory on the instance",
    example: '"/etc/app.conf"',
    accepts: (text) =>
        text.startsWith("/") &&
        !text.includes("\0") &&
        Buffer.from(text).toString() === text &&
        text
            .slice(1)
            .split("/")
            .every((name) => name !== "" && name !== "." && name !== ".." && Buffer.byteLength(name) <= 255),
    hint: (text) => {
        if (text.startsWith("~")) {
            return "No shell expands ~ here: write out the home directory.";
        }
        return text.endsWith("/") ? "Leave out the slash at the end." : undefined;
    },
};

export const FILE_MODE: TextRule = {
    expected: "permissions in octal",
    example: '"0640"',
    accepts: (text) => /^0?[0-7]{3,4}$/.test(text) && Number.parseInt(text, 8) <= 0o7777,
};

export const FILE_OWNER: TextRule = {
    expected: "the name or the number of a user or group on the instance",
    example: '"root"',
    accepts: (text) => /^[^-\s\0:/][^\s\0:/]*$/.test(text),
};

export const RUN_AS: TextRule = {
    expected: "the name of a user on the instance",
    example: '"root"',
    accepts: (text) => /^[^-\s\0:/][^\s\0:/]*$/.test(text),
};

export const STDIN: TextRule = {
    expected: "a string without NUL characters",
    example: '"yes\\n"',
    accepts: (text) => !text.includes("\0"),
    hint: () => "Put binary data in files, and read it from there in the script.",
};

export const PROGRAM_ARGUMENT: TextRule = {
    expected: "a program or an argument for it",
    example: '"bash"',
    accepts: (text) => text !== "" && !text.includes("\0"),
};
