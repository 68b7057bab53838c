import { malformedError, parseJson, readObjects, readTextList, textOrUndefined } from "./config-value";
import type { AccountRules, AssumeRole, AwsEndpoints, AwsNetwork, CredentialSource, SharedFiles } from "./settings";

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
    readonly stsRegion: string | undefined;
    readonly network: AwsNetwork;
    readonly sharedFiles: SharedFiles;
}

type Text = (name: string) => string | undefined;

/**
 * Reads the stack's `aws:` configuration in the shapes of @pulumi/aws 6 (`assumeRole`, an object) and 7 (`assumeRoles`, a list).
 * Values that only tune that provider, such as its skip flags, are ignored: docs/credentials.md lists them.
 * @throws {ProviderError} a value is not in a shape that @pulumi/aws takes; the value itself is not repeated.
 */
export function readStackAws(stackConfig: (key: string) => string | undefined): StackAws {
    const text = (name: string) => textOrUndefined(stackConfig(`aws:${name}`));
    return {
        region: text("region"),
        profile: text("profile"),
        ...readKeys(text),
        assumeRoles: readAssumeRoles(text),
        webIdentity: readWebIdentity(text("assumeRoleWithWebIdentity")),
        accounts: {
            allowed: readAccountIds("allowedAccountIds", text("allowedAccountIds")),
            forbidden: readAccountIds("forbiddenAccountIds", text("forbiddenAccountIds")),
        },
        endpoints: readEndpoints(text("endpoints")),
        useFipsEndpoint: readFlag("useFipsEndpoint", text),
        useDualstackEndpoint: readFlag("useDualstackEndpoint", text),
        stsRegion: text("stsRegion"),
        network: {
            // @pulumi/aws takes its proxy for plain HTTP for both kinds where no other is given.
            httpsProxy: text("httpsProxy") ?? text("httpProxy"),
            noProxy: text("noProxy"),
            caBundle: text("customCaBundle"),
        },
        sharedFiles: {
            config: readTextList("sharedConfigFiles", text("sharedConfigFiles")),
            credentials: readTextList("sharedCredentialsFiles", text("sharedCredentialsFiles")),
        },
    };
}

type Fields = Readonly<Record<string, unknown>>;

/** One key without the other would be no credentials, and those of somebody else would be used in their place. */
function readKeys(text: Text): Pick<StackAws, "accessKeyId" | "secretAccessKey" | "sessionToken"> {
    const [accessKeyId, secretAccessKey, sessionToken] = [text("accessKey"), text("secretKey"), text("token")];
    if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
        const missing = accessKeyId === undefined ? "accessKey" : "secretKey";
        throw malformedError(missing, "a value, because accessKey and secretKey must be set together");
    }
    return { accessKeyId, secretAccessKey, sessionToken };
}

function readFlag(name: string, text: Text): boolean | undefined {
    const value = text(name)?.toLowerCase();
    if (value === undefined || value === "true" || value === "false") {
        return value === undefined ? undefined : value === "true";
    }
    throw malformedError(name, "true or false");
}

function readAssumeRoles(text: Text): AssumeRole[] {
    const name = text("assumeRoles") === undefined ? "assumeRole" : "assumeRoles";
    return readObjects(name, text(name))
        .filter((fields) => hasRole(name, fields))
        .map((fields) => readAssumeRole(name, fields));
}

/** An empty ARN stands for no role; a role whose ARN is missing must not end with the credentials in front of it. */
function hasRole(name: string, fields: Fields): boolean {
    if (Object.keys(fields).length > 0 && typeof fields.roleArn !== "string") {
        throw malformedError(name, "a roleArn");
    }
    return textOrUndefined(fields.roleArn) !== undefined;
}

function readAssumeRole(name: string, fields: Fields): AssumeRole {
    return {
        roleArn: String(fields.roleArn),
        externalId: textOrUndefined(fields.externalId),
        sessionName: textOrUndefined(fields.sessionName),
        durationSeconds: readSeconds(name, fields),
        policy: readPolicy(fields.policy),
        policyArns: readTexts(fields.policyArns),
        sourceIdentity: textOrUndefined(fields.sourceIdentity),
        tags: readTags(fields.tags),
        transitiveTagKeys: readTexts(fields.transitiveTagKeys),
    };
}

/** Text, as @pulumi/aws takes it. One that is written out as an object must not be left out: it narrows the role. */
function readPolicy(policy: unknown): string | undefined {
    return typeof policy === "object" && policy !== null ? JSON.stringify(policy) : textOrUndefined(policy);
}

function readWebIdentity(json: string | undefined): StackAws["webIdentity"] {
    const name = "assumeRoleWithWebIdentity";
    const [fields] = readObjects(name, json);
    if (fields === undefined || !hasRole(name, fields)) {
        return undefined;
    }
    return {
        kind: "web-identity",
        role: readAssumeRole(name, fields),
        token: textOrUndefined(fields.webIdentityToken),
        tokenFile: textOrUndefined(fields.webIdentityTokenFile),
    };
}

/** A JSON list, as `pulumi config set --path` makes it; ids that were written as numbers lose no zero that they had. */
function readAccountIds(name: string, json: string | undefined): string[] {
    if (json === undefined) {
        return [];
    }
    const ids = parseJson(name, json, "a list of account IDs");
    if (!Array.isArray(ids) || ids.some((id) => !/^\d{1,12}$/.test(String(id)))) {
        throw malformedError(name, "a list of account IDs");
    }
    return ids.map((id) => String(id).padStart(12, "0"));
}

const SECONDS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };

/** `duration` is Go's ("1h30m"); older versions had `durationSeconds`. */
function readSeconds(name: string, fields: Fields): number | undefined {
    const { durationSeconds, duration } = fields;
    if ((durationSeconds ?? null) !== null) {
        const seconds = Number(durationSeconds);
        return seconds > 0 ? seconds : undefined;
    }
    if ((duration ?? "") === "") {
        return undefined;
    }
    if (typeof duration !== "string" || !/^(\d+(\.\d+)?[hms])+$/.test(duration)) {
        throw malformedError(name, 'a duration such as "1h30m"');
    }
    const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
    return Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? ""] ?? 0), 0));
}

function readEndpoints(json: string | undefined): AwsEndpoints {
    const merged: Fields = Object.assign({}, ...readObjects("endpoints", json));
    return {
        ec2: textOrUndefined(merged.ec2),
        ec2InstanceConnect: textOrUndefined(merged.ec2instanceconnect ?? merged.ec2InstanceConnect),
        sts: textOrUndefined(merged.sts),
    };
}

function readTexts(value: unknown): string[] {
    return Array.isArray(value) ? value.map(String) : [];
}

function readTags(value: unknown): Record<string, string> {
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(entries.map(([name, tag]) => [name, String(tag)]));
}
