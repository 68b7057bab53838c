import { ProviderError } from "../base/error";
import { parseDuration } from "./duration";
import type {
    AssumeRoleInputs,
    ConnectionInputs,
    CustomTimeouts,
    HostKeyPolicy,
    Inputs,
    Logging,
    Route,
} from "./inputs";
import { parseFiles } from "./parse-files";
import { readSecretPaths } from "./secret-paths";
import { parseSize } from "./size";

type Raw = Record<string, unknown>;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MIB = 1024 * 1024;

/**
 * The arguments that `checkInputs` found right, with defaults filled in: frozen, in our units. Also reads recorded outputs,
 * which hold the arguments under the same names.
 * @throws {ProviderError} `BUG_INPUTS_UNCHECKED`: a duration or a size is none.
 */
export function parseInputs(raw: Raw): Inputs {
    return Object.freeze({
        instanceId: textOf(raw, "instanceId") ?? "",
        create: textOf(raw, "create"),
        update: textOf(raw, "update"),
        delete: textOf(raw, "delete"),
        files: parseFiles(raw.files),
        interpreter: frozenList<string>(raw.interpreter, ["/bin/sh", "-e"]),
        environment: Object.freeze({ ...(raw.environment as Record<string, string> | undefined) }),
        stdin: textOf(raw, "stdin") ?? "",
        workingDirectory: textOf(raw, "workingDirectory"),
        runAs: textOf(raw, "runAs"),
        triggers: frozenList<unknown>(raw.triggers, []),
        logging: (textOf(raw, "logging") ?? "stdoutAndStderr") as Logging,
        commandTimeoutMs: durationOf(raw, "commandTimeout", HOUR_MS),
        acceptedExitCodes: frozenList<number>(raw.acceptedExitCodes, [0]),
        maxOutputBytes: sizeOf(raw, "maxOutput", MIB),
        addPreviousOutputInEnv: (raw.addPreviousOutputInEnv ?? true) === true,
        waitForCloudInitMs: parseCloudInitWait(raw.waitForCloudInit),
        exclusive: raw.exclusive === true,
        onInterrupt: (textOf(raw, "onInterrupt") ?? "detach") as Inputs["onInterrupt"],
        connection: parseConnection((raw.connection ?? {}) as Raw),
        urn: textOf(raw, "__urn"),
        organization: textOf(raw, "__organization"),
        customTimeouts: parseCustomTimeouts((raw.__customTimeouts ?? {}) as Raw),
        secretPaths: Object.freeze([...(readSecretPaths(raw) ?? [])]),
    });
}

function parseConnection(raw: Raw): ConnectionInputs {
    return Object.freeze({
        osUser: textOf(raw, "osUser"),
        route: (textOf(raw, "route") ?? "auto") as Route,
        address: textOf(raw, "address"),
        port: (raw.port ?? 22) as number,
        region: textOf(raw, "region"),
        profile: textOf(raw, "profile"),
        assumeRole: parseAssumeRole((raw.assumeRole ?? {}) as Raw),
        hostKeyPolicy: (textOf(raw, "hostKeyPolicy") ?? "auto") as HostKeyPolicy,
        hostKeys: Object.freeze(frozenList<string>(raw.hostKeys, []).map((key) => key.trim())),
        keyType: (textOf(raw, "keyType") ?? "ed25519") as ConnectionInputs["keyType"],
        privateKey: textOf(raw, "privateKey"),
        passphrase: textOf(raw, "passphrase"),
        connectTimeoutMs: durationOf(raw, "connectTimeout", 5 * MINUTE_MS),
    });
}

function parseAssumeRole(raw: Raw): AssumeRoleInputs | undefined {
    const roleArn = textOf(raw, "roleArn");
    return roleArn === undefined
        ? undefined
        : Object.freeze({ roleArn, externalId: textOf(raw, "externalId"), sessionName: textOf(raw, "sessionName") });
}

function parseCloudInitWait(value: unknown): number | undefined {
    if (typeof value === "string") {
        return parseDuration(value) ?? failUnchecked("waitForCloudInit");
    }
    return value === true ? 20 * MINUTE_MS : undefined;
}

/** The engine has read these before us, with Go's parser: what it does not mind and we can't read sets no limit. */
function parseCustomTimeouts(raw: Raw): CustomTimeouts {
    const limitOf = (name: string) => parseDuration(textOf(raw, name) ?? "");
    return Object.freeze({
        createMs: limitOf("create"),
        updateMs: limitOf("update"),
        deleteMs: limitOf("delete"),
        readMs: limitOf("read"),
    });
}

function textOf(raw: Raw, name: string): string | undefined {
    const value = raw[name];
    return typeof value === "string" ? value : undefined;
}

function frozenList<T>(value: unknown, fallback: readonly T[]): readonly T[] {
    return Object.freeze([...((value as readonly T[] | null | undefined) ?? fallback)]);
}

function durationOf(raw: Raw, name: string, defaultMs: number): number {
    const text = textOf(raw, name);
    return text === undefined ? defaultMs : (parseDuration(text) ?? failUnchecked(name));
}

function sizeOf(raw: Raw, name: string, defaultBytes: number): number {
    const text = textOf(raw, name);
    return text === undefined ? defaultBytes : (parseSize(text) ?? failUnchecked(name));
}

function failUnchecked(name: string): never {
    throw new ProviderError({
        code: "BUG_INPUTS_UNCHECKED",
        summary: `The argument ${name} was used without having been checked.`,
        layer: "inputs",
        commandRan: "did-not-run",
        retryable: false,
        remedies: ["Report this as a bug of pulumi-ec2-instance-connect."],
    });
}
