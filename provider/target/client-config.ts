import { Agent, type AgentOptions } from "node:https";
import type { Clock } from "../base/clock";
import type { AwsClientConfig, AwsService } from "./aws";
import type { AssumeRole, AwsEndpoints, AwsSettings } from "./settings";
import { shareCredentials } from "./shared-credentials";

const ENDPOINT_NAMES: Readonly<Record<AwsService, keyof AwsEndpoints>> = {
    ec2: "ec2",
    "ec2-instance-connect": "ec2InstanceConnect",
    sts: "sts",
};

type Credentials = NonNullable<AwsClientConfig["credentials"]>;

/**
 * Builds the configuration that all clients of these settings share, so that they share credentials, too: a role is assumed once.
 * What the settings leave open stays absent, and the AWS SDK's own chain fills it. Contacts nobody.
 */
export function makeClientConfigs(settings: AwsSettings, clock: Clock): (service: AwsService) => AwsClientConfig {
    const credentials = makeCredentials(settings, clock);
    const requestHandler = { connectionTimeout: 10_000, httpsAgent: makeHttpsAgent() };
    return (service) => ({
        ...sharedConfig(settings),
        requestHandler,
        ...present("endpoint", settings.endpoints[ENDPOINT_NAMES[service]]),
        credentials,
    });
}

function sharedConfig(settings: AwsSettings): AwsClientConfig {
    return {
        // The SDK's retries go by HTTP status; ours go by error name (see retry.ts).
        maxAttempts: 1,
        ...present("region", settings.region),
        ...present("profile", profileOf(settings)),
        ...present("useFipsEndpoint", settings.useFipsEndpoint),
        ...present("useDualstackEndpoint", settings.useDualstackEndpoint),
    };
}

function makeCredentials(settings: AwsSettings, clock: Clock): Credentials {
    return settings.assumeRoles.reduce<Credentials>(
        (master, role) => shareCredentials(assumedCredentials(role, master, settings), clock),
        baseCredentials(settings, clock),
    );
}

function baseCredentials({ credentials, region }: AwsSettings, clock: Clock): Credentials {
    const clientConfig = { ...present("region", region) };
    switch (credentials.kind) {
        case "keys": {
            const { accessKeyId, secretAccessKey, sessionToken } = credentials;
            return { accessKeyId, secretAccessKey, ...present("sessionToken", sessionToken) };
        }
        case "profile":
            // Not the whole chain: a profile that can't be used must not end with another identity's credentials.
            return shareCredentials(loadProviders().fromIni({ profile: credentials.profile, clientConfig }), clock);
        case "chain":
            return shareCredentials(loadProviders().fromNodeProviderChain({ clientConfig }), clock);
    }
}

function assumedCredentials(role: AssumeRole, masterCredentials: Credentials, settings: AwsSettings) {
    return loadProviders().fromTemporaryCredentials({
        masterCredentials,
        params: assumeRoleParameters(role),
        clientConfig: { ...sharedConfig(settings), ...present("endpoint", settings.endpoints.sts) },
    });
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

/** HTTPS_PROXY and NO_PROXY: Node.js >= 22.21 reads them itself; an older one ignores `proxyEnv`, which its types don't know. */
function makeHttpsAgent(): Agent {
    return new Agent({ keepAlive: true, maxSockets: 50, proxyEnv: process.env } as AgentOptions);
}

/** The property, or nothing: the SDK takes a property that is there but undefined for an answer. */
function present<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
    return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
}
