import { createHash } from "node:crypto";
import type { ConnectionInputs, ResourceContext } from "../inputs/inputs";
import type { AccountRules, AwsSettings, CredentialSource } from "./settings";
import { readStackAws, type StackAws } from "./stack-config";

/**
 * Decides region and credentials: from `connection`, else from the stack's `aws:` configuration, else left to the AWS SDK's
 * own chain. A profile in `connection` replaces the stack's keys and roles as well, and a role its roles: they belong to other
 * credentials, and so do the accounts that the stack allows, unless these hold always.
 * `stackConfig` takes full keys such as `aws:region`. Contacts nobody and reads no file.
 */
export function resolveAwsSettings(
    connection: ConnectionInputs,
    stackConfig: (key: string) => string | undefined,
    { accountsAlwaysHold = false }: Pick<ResourceContext, "accountsAlwaysHold"> = {},
): AwsSettings {
    const stack = readStackAws(stackConfig);
    const hasOwnProfile = connection.profile !== undefined;
    const ownRole = connection.assumeRole === undefined ? undefined : { ...PLAIN_ROLE, ...connection.assumeRole };
    const settings = {
        region: connection.region ?? stack.region,
        credentials: hasOwnProfile ? profileSource(connection.profile) : stackSource(stack),
        assumeRoles: ownRole !== undefined ? [ownRole] : hasOwnProfile ? [] : stack.assumeRoles,
        accounts: accountsAlwaysHold || (!hasOwnProfile && ownRole === undefined) ? stack.accounts : ANY_ACCOUNT,
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
