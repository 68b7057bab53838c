import { readFile } from "node:fs/promises";
import type { Clock } from "../base/clock";
import { makeHttpsAgent } from "../base/https-agent";
import type { AwsClientConfig, AwsService } from "./aws";
import { malformedError } from "./config-value";
import { networkEnvironment, trustOf } from "./network-config";
import type { AssumeRole, AwsEndpoints, AwsSettings, CredentialSource } from "./settings";
import { shareCredentials } from "./shared-credentials";
import { filesFor, readProfileRegion, withHome } from "./shared-files";

const ENDPOINT_NAMES: Readonly<Record<AwsService, keyof AwsEndpoints>> = {
    ec2: "ec2",
    "ec2-instance-connect": "ec2InstanceConnect",
    sts: "sts",
};

type Credentials = NonNullable<AwsClientConfig["credentials"]>;

/**
 * Builds the configuration that all clients of these settings share, so that they share credentials, too: a role is assumed once.
 * What the settings leave open stays absent, and the AWS SDK's own chain fills it. Contacts nobody.
 * @throws {ProviderError} the file of certificates can't be read.
 */
export function makeClientConfigs(settings: AwsSettings, clock: Clock): (service: AwsService) => AwsClientConfig {
    // Shared with the clients that fetch credentials: SSO and STS are behind the same proxy.
    const requestHandler = {
        connectionTimeout: 10_000,
        httpsAgent: makeHttpsAgent(
            networkEnvironment(settings.network, process.env),
            trustOf(settings.network, process.env),
        ),
    };
    const region = regionOf(settings, process.env);
    const credentials = makeCredentials(settings, { requestHandler, region }, clock);
    return (service) => ({
        ...sharedConfig(settings),
        requestHandler,
        ...present("region", service === "sts" ? (settings.stsRegion ?? region) : region),
        ...present("endpoint", settings.endpoints[ENDPOINT_NAMES[service]]),
        credentials,
    });
}

function sharedConfig(settings: AwsSettings): AwsClientConfig {
    return {
        // The SDK's retries go by HTTP status; ours go by error name (see retry.ts).
        maxAttempts: 1,
        ...present("profile", profileOf(settings)),
        ...present("useFipsEndpoint", settings.useFipsEndpoint),
        ...present("useDualstackEndpoint", settings.useDualstackEndpoint),
    };
}

type Region = string | (() => Promise<string>);

/** Undefined leaves it to the SDK: AWS_REGION, else the profile's in the usual files. */
function regionOf(settings: AwsSettings, environment: NodeJS.ProcessEnv): Region | undefined {
    const { AWS_REGION, AWS_DEFAULT_REGION, AWS_CONFIG_FILE } = environment;
    // The AWS CLI and @pulumi/aws read AWS_DEFAULT_REGION; this SDK does not.
    const known = settings.region ?? (AWS_REGION ? undefined : AWS_DEFAULT_REGION || undefined);
    const { config } = settings.sharedFiles;
    // The SDK takes an empty AWS_REGION for a region.
    const isLeftToSdk = AWS_REGION === undefined ? config.length === 0 : AWS_REGION !== "";
    if (known !== undefined || isLeftToSdk) {
        return known;
    }
    const files = config.length > 0 ? config : [AWS_CONFIG_FILE || "~/.aws/config"];
    return async () => {
        const region = await readProfileRegion(files, profileOf(settings) ?? environment.AWS_PROFILE);
        if (region === undefined) {
            // In the SDK's own words, which have their remedy.
            throw new Error("Region is missing");
        }
        return region;
    };
}

interface Network {
    readonly requestHandler: NonNullable<AwsClientConfig["requestHandler"]>;
    readonly region: Region | undefined;
}

function makeCredentials(settings: AwsSettings, network: Network, clock: Clock): Credentials {
    const stsConfig = {
        ...sharedConfig(settings),
        requestHandler: network.requestHandler,
        ...present("region", settings.stsRegion ?? network.region),
        ...present("endpoint", settings.endpoints.sts),
    };
    return settings.assumeRoles.reduce<Credentials>(
        (masterCredentials, role) =>
            shareCredentials(
                loadProviders().fromTemporaryCredentials({
                    masterCredentials,
                    params: assumeRoleParameters(role),
                    clientConfig: stsConfig,
                }),
                clock,
            ),
        baseCredentials(settings, network, stsConfig, clock),
    );
}

function baseCredentials(
    { credentials, sharedFiles }: AwsSettings,
    { requestHandler }: Network,
    stsConfig: AwsClientConfig,
    clock: Clock,
): Credentials {
    // No region: it would be put in place of that of the SSO session, which mostly is another one.
    const clientConfig = { requestHandler };
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
        return load();
    };
}

function tokenFileOf({ tokenFile }: { readonly tokenFile: string | undefined }): string {
    const file = tokenFile ?? process.env.AWS_WEB_IDENTITY_TOKEN_FILE;
    if (!file) {
        throw malformedError("assumeRoleWithWebIdentity", "webIdentityToken or webIdentityTokenFile beside roleArn");
    }
    return withHome(file);
}

function profileOf({ credentials }: AwsSettings): string | undefined {
    return credentials.kind === "profile" ? credentials.profile : undefined;
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

/** The property, or nothing: the SDK takes a property that is there but undefined for an answer. */
function present<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
    return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
}
