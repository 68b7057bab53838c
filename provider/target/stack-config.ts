import { ProviderError } from "../base/error";
import type { AccountRules, AssumeRole, AwsEndpoints, CredentialSource } from "./settings";

/** The part of the stack's `aws:` configuration that is used here. */
export interface StackAws {
    readonly region: string | undefined;
    readonly profile: string | undefined;
    readonly accessKeyId: string | undefined;
    readonly secretAccessKey: string | undefined;
    readonly sessionToken: string | undefined;
    readonly assumeRoles: readonly AssumeRole[];
    readonly webIdentity: Extract<CredentialSource, { kind: "web-identity" }> | undefined;
    readonly accounts: AccountRules;
    readonly endpoints: AwsEndpoints;
    readonly useFipsEndpoint: boolean | undefined;
    readonly useDualstackEndpoint: boolean | undefined;
}

/**
 * Reads the stack's `aws:` configuration in the shapes of @pulumi/aws 6 (`assumeRole`, an object) and 7 (`assumeRoles`, a list).
 * Values that only tune that provider, such as its skip flags, are ignored.
 * @throws {ProviderError} a value is not in a shape that @pulumi/aws takes; the value itself is not repeated.
 */
export function readStackAws(stackConfig: (key: string) => string | undefined): StackAws {
    const text = (name: string) => textOrUndefined(stackConfig(`aws:${name}`));
    const flag = (name: string) => (text(name) === undefined ? undefined : text(name) === "true");
    return {
        region: text("region"),
        profile: text("profile"),
        accessKeyId: text("accessKey"),
        secretAccessKey: text("secretKey"),
        sessionToken: text("token"),
        assumeRoles: readAssumeRoles(text),
        webIdentity: readWebIdentity(text("assumeRoleWithWebIdentity")),
        accounts: {
            allowed: readAccountIds("allowedAccountIds", text("allowedAccountIds")),
            forbidden: readAccountIds("forbiddenAccountIds", text("forbiddenAccountIds")),
        },
        endpoints: readEndpoints(text("endpoints")),
        useFipsEndpoint: flag("useFipsEndpoint"),
        useDualstackEndpoint: flag("useDualstackEndpoint"),
    };
}

type Fields = Readonly<Record<string, unknown>>;

function readAssumeRoles(text: (name: string) => string | undefined): AssumeRole[] {
    const name = text("assumeRoles") === undefined ? "assumeRole" : "assumeRoles";
    return readObjects(name, text(name))
        .filter((fields) => textOrUndefined(fields.roleArn) !== undefined)
        .map(readAssumeRole);
}

function readAssumeRole(fields: Fields): AssumeRole {
    return {
        roleArn: String(fields.roleArn),
        externalId: textOrUndefined(fields.externalId),
        sessionName: textOrUndefined(fields.sessionName),
        durationSeconds: readSeconds(fields),
        policy: textOrUndefined(fields.policy),
        policyArns: readTexts(fields.policyArns),
        sourceIdentity: textOrUndefined(fields.sourceIdentity),
        tags: readTags(fields.tags),
        transitiveTagKeys: readTexts(fields.transitiveTagKeys),
    };
}

function readWebIdentity(json: string | undefined): StackAws["webIdentity"] {
    const [fields] = readObjects("assumeRoleWithWebIdentity", json);
    const token = textOrUndefined(fields?.webIdentityToken);
    const tokenFile = textOrUndefined(fields?.webIdentityTokenFile);
    if (fields === undefined || textOrUndefined(fields.roleArn) === undefined) {
        return undefined;
    }
    if (token === undefined && tokenFile === undefined) {
        throw malformedError("assumeRoleWithWebIdentity", "webIdentityToken or webIdentityTokenFile beside roleArn");
    }
    return { kind: "web-identity", role: readAssumeRole(fields), token, tokenFile };
}

/** A JSON list, as `pulumi config set --path` makes it; ids that were written as numbers lose no zero that they had. */
function readAccountIds(name: string, json: string | undefined): string[] {
    if (json === undefined) {
        return [];
    }
    const ids = parseJson(name, json, "a list of account ids");
    if (!Array.isArray(ids) || ids.some((id) => !/^\d{1,12}$/.test(String(id)))) {
        throw malformedError(name, "a list of account ids");
    }
    return ids.map((id) => String(id).padStart(12, "0"));
}

const SECONDS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };

/** `duration` is Go's ("1h30m"); older versions had `durationSeconds`. */
function readSeconds(fields: Fields): number | undefined {
    if (fields.durationSeconds !== undefined) {
        const seconds = Number(fields.durationSeconds);
        return seconds > 0 ? seconds : undefined;
    }
    const parts = [...(textOrUndefined(fields.duration) ?? "").matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
    const seconds = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? ""] ?? 0), 0);
    return seconds > 0 ? Math.round(seconds) : undefined;
}

function readEndpoints(json: string | undefined): AwsEndpoints {
    const merged: Fields = Object.assign({}, ...readObjects("endpoints", json));
    return {
        ec2: textOrUndefined(merged.ec2),
        ec2InstanceConnect: textOrUndefined(merged.ec2instanceconnect ?? merged.ec2InstanceConnect),
        sts: textOrUndefined(merged.sts),
    };
}

/** An object or a list of objects, as a list: `pulumi config set --path` and YAML make either. */
function readObjects(name: string, json: string | undefined): Fields[] {
    if (json === undefined) {
        return [];
    }
    const value = parseJson(name, json, OBJECTS);
    const list = Array.isArray(value) ? value : [value];
    if (list.some((entry) => typeof entry !== "object" || entry === null || Array.isArray(entry))) {
        throw malformedError(name, OBJECTS);
    }
    return list;
}

const OBJECTS = "an object or a list of objects";

function parseJson(name: string, json: string, expected: string): unknown {
    try {
        return JSON.parse(json);
    } catch {
        throw malformedError(name, expected);
    }
}

function readTexts(value: unknown): string[] {
    return Array.isArray(value) ? value.map(String) : [];
}

function readTags(value: unknown): Record<string, string> {
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(entries.map(([name, tag]) => [name, String(tag)]));
}

function textOrUndefined(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

function malformedError(name: string, expected: string): ProviderError {
    return new ProviderError({
        code: "AWS_CONFIG_MALFORMED",
        summary: `The stack's configuration value aws:${name} can't be read: expected ${expected}.`,
        layer: "inputs",
        commandRan: "did-not-run",
        retryable: false,
        remedies: [`Correct aws:${name} in the stack's configuration, in the shape that @pulumi/aws takes.`],
    });
}
