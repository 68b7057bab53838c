import { createHash } from "node:crypto";
import type { ConnectionInputs } from "../inputs/inputs";
import { readStackAws, type StackAws } from "./stack-config";

/** Where AWS is and who asks: frozen plain data. What is undefined here is left to the AWS SDK's own chain. */
export interface AwsSettings {
    readonly region: string | undefined;
    readonly credentials: CredentialSource;
    /** Assumed one after the other, starting from `credentials`. */
    readonly assumeRoles: readonly AssumeRole[];
    readonly accounts: AccountRules;
    readonly endpoints: AwsEndpoints;
    readonly useFipsEndpoint: boolean | undefined;
    readonly useDualstackEndpoint: boolean | undefined;
    /** The region of STS, where it is not the instance's. */
    readonly stsRegion: string | undefined;
    readonly network: AwsNetwork;
    readonly sharedFiles: SharedFiles;
    /** The same for equal settings and for no others; tells no secret. */
    readonly key: string;
}

export type CredentialSource =
    | { readonly kind: "chain" }
    | { readonly kind: "profile"; readonly profile: string }
    | {
          readonly kind: "keys";
          readonly accessKeyId: string;
          readonly secretAccessKey: string;
          readonly sessionToken: string | undefined;
      }
    | {
          readonly kind: "web-identity";
          readonly role: AssumeRole;
          readonly token: string | undefined;
          readonly tokenFile: string | undefined;
      };

/** Which accounts the stack's credentials may belong to; empty lists allow all and forbid none. */
export interface AccountRules {
    readonly allowed: readonly string[];
    readonly forbidden: readonly string[];
}

export interface AssumeRole {
    readonly roleArn: string;
    readonly externalId: string | undefined;
    readonly sessionName: string | undefined;
    readonly durationSeconds: number | undefined;
    /** A session policy, which narrows the role. */
    readonly policy: string | undefined;
    readonly policyArns: readonly string[];
    readonly sourceIdentity: string | undefined;
    readonly tags: Readonly<Record<string, string>>;
    readonly transitiveTagKeys: readonly string[];
}

/** Between this machine and AWS; what is undefined here is left to the environment. */
export interface AwsNetwork {
    readonly httpsProxy: string | undefined;
    readonly noProxy: string | undefined;
    /** A file of certificates that are trusted as well. */
    readonly caBundle: string | undefined;
}

/** The files that hold profiles; an empty list stands for the AWS SDK's own. */
export interface SharedFiles {
    readonly config: readonly string[];
    readonly credentials: readonly string[];
}

export interface AwsEndpoints {
    readonly ec2: string | undefined;
    readonly ec2InstanceConnect: string | undefined;
    readonly sts: string | undefined;
}

/**
 * Decides region and credentials: from `connection`, else from the stack's `aws:` configuration, else left to the AWS SDK's
 * own chain. A profile in `connection` replaces the stack's keys and roles as well, and a role its roles: they belong to other
 * credentials, and so do the accounts that the stack allows.
 * `stackConfig` takes full keys such as `aws:region`. Contacts nobody and reads no file.
 */
export function resolveAwsSettings(
    connection: ConnectionInputs,
    stackConfig: (key: string) => string | undefined,
): AwsSettings {
    const stack = readStackAws(stackConfig);
    const hasOwnProfile = connection.profile !== undefined;
    const ownRole = connection.assumeRole === undefined ? undefined : { ...PLAIN_ROLE, ...connection.assumeRole };
    const settings = {
        region: connection.region ?? stack.region,
        credentials: hasOwnProfile ? profileSource(connection.profile) : stackSource(stack),
        assumeRoles: ownRole !== undefined ? [ownRole] : hasOwnProfile ? [] : stack.assumeRoles,
        accounts: hasOwnProfile || ownRole !== undefined ? ANY_ACCOUNT : stack.accounts,
        endpoints: stack.endpoints,
        useFipsEndpoint: stack.useFipsEndpoint,
        useDualstackEndpoint: stack.useDualstackEndpoint,
        stsRegion: stack.stsRegion,
        network: stack.network,
        sharedFiles: stack.sharedFiles,
    };
    return deepFreeze({ ...settings, key: createHash("sha256").update(JSON.stringify(settings)).digest("hex") });
}

const ANY_ACCOUNT: AccountRules = { allowed: [], forbidden: [] };

const PLAIN_ROLE = {
    durationSeconds: undefined,
    policy: undefined,
    policyArns: [],
    sourceIdentity: undefined,
    tags: {},
    transitiveTagKeys: [],
};

function stackSource(stack: StackAws): CredentialSource {
    if (stack.accessKeyId !== undefined && stack.secretAccessKey !== undefined) {
        return {
            kind: "keys",
            accessKeyId: stack.accessKeyId,
            secretAccessKey: stack.secretAccessKey,
            sessionToken: stack.sessionToken,
        };
    }
    return stack.webIdentity ?? profileSource(stack.profile);
}

function profileSource(profile: string | undefined): CredentialSource {
    return profile === undefined ? { kind: "chain" } : { kind: "profile", profile };
}

function deepFreeze<T extends object>(value: T): T {
    for (const part of Object.values(value)) {
        if (typeof part === "object" && part !== null) {
            deepFreeze(part);
        }
    }
    return Object.freeze(value);
}
