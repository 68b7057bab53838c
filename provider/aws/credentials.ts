import { readFile } from "node:fs/promises";
import type { Clock } from "../base/clock";
import type { AwsClientConfig } from "./aws";
import { malformedError } from "./config-value";
import { ofRole } from "./failed-role";
import { present } from "./present";
import type { AssumeRole, AwsSettings, CredentialSource } from "./settings";
import { shareCredentials } from "./shared-credentials";
import { filesFor, withHome } from "./shared-files";

type Credentials = NonNullable<AwsClientConfig["credentials"]>;

/**
 * The credentials of these settings, shared by all clients that get them: a profile is read and a role is assumed once.
 * `stsConfig` is of the clients that assume roles.
 */
export function makeCredentials(settings: AwsSettings, stsConfig: AwsClientConfig, clock: Clock): Credentials {
    return settings.assumeRoles.reduce<Credentials>(
        (masterCredentials, role) =>
            shareCredentials(
                ofRole(
                    loadProviders().fromTemporaryCredentials({
                        masterCredentials:
                            typeof masterCredentials === "function"
                                ? ofRole(masterCredentials, undefined)
                                : masterCredentials,
                        params: assumeRoleParameters(role),
                        clientConfig: stsConfig,
                    }),
                    role.roleArn,
                ),
                clock,
            ),
        baseCredentials(settings, stsConfig, clock),
    );
}

function baseCredentials(
    { credentials, sharedFiles }: AwsSettings,
    stsConfig: AwsClientConfig,
    clock: Clock,
): Credentials {
    // No region: it would be put in place of that of the SSO session, which mostly is another one.
    const clientConfig = present("requestHandler", stsConfig.requestHandler);
    switch (credentials.kind) {
        case "keys": {
            const { accessKeyId, secretAccessKey, sessionToken } = credentials;
            return { accessKeyId, secretAccessKey, ...present("sessionToken", sessionToken) };
        }
        case "web-identity":
            return shareCredentials(webIdentityCredentials(credentials, stsConfig), clock);
        case "profile": {
            const { profile } = credentials;
            // Not the whole chain: a profile that can't be used must not end with another identity's credentials.
            return shareCredentials(async (options?: object) => {
                const files = await filesFor(sharedFiles, profile);
                return loadProviders().fromIni({ profile, clientConfig, ...files })(options);
            }, clock);
        }
        case "chain":
            return shareCredentials(async (options?: object) => {
                const files = await filesFor(sharedFiles, process.env.AWS_PROFILE);
                return loadProviders().fromNodeProviderChain({ clientConfig, ...files })(options);
            }, clock);
    }
}

/** The token's file is read for each call: it is renewed from outside. */
function webIdentityCredentials(
    source: Extract<CredentialSource, { kind: "web-identity" }>,
    clientConfig: AwsClientConfig,
) {
    return async () => {
        const webIdentityToken = source.token ?? (await readFile(tokenFileOf(source), "utf8")).trim();
        const { RoleArn, RoleSessionName, ...params } = assumeRoleParameters(source.role);
        const load = loadProviders().fromWebToken({
            webIdentityToken,
            roleArn: RoleArn,
            roleSessionName: RoleSessionName,
            ...present("durationSeconds", params.DurationSeconds),
            ...present("policy", params.Policy),
            ...present("policyArns", params.PolicyArns),
            clientConfig,
        });
        return ofRole(load, RoleArn)();
    };
}

function tokenFileOf({ tokenFile }: { readonly tokenFile: string | undefined }): string {
    const file = tokenFile ?? process.env.AWS_WEB_IDENTITY_TOKEN_FILE;
    if (!file) {
        throw malformedError(
            "assumeRoleWithWebIdentity",
            "webIdentityToken or webIdentityTokenFile in addition to roleArn",
        );
    }
    return withHome(file);
}

/** Loaded when a call is made, not when the provider starts: check and diff need none of it. */
function loadProviders() {
    return require("@aws-sdk/credential-providers") as typeof import("@aws-sdk/credential-providers");
}

function assumeRoleParameters(role: AssumeRole) {
    return {
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? "pulumi-ec2-instance-connect",
        ...present("ExternalId", role.externalId),
        ...present("DurationSeconds", role.durationSeconds),
        ...present("Policy", role.policy),
        ...present("SourceIdentity", role.sourceIdentity),
        ...(role.policyArns.length > 0 ? { PolicyArns: role.policyArns.map((arn) => ({ arn })) } : {}),
        ...(Object.keys(role.tags).length > 0
            ? { Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })) }
            : {}),
        ...(role.transitiveTagKeys.length > 0 ? { TransitiveTagKeys: [...role.transitiveTagKeys] } : {}),
    };
}
