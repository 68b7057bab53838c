import { Agent, type AgentOptions } from "node:https";
import type { AwsClientConfig, AwsService } from "./aws";
import type { AssumeRole, AwsEndpoints, AwsSettings } from "./settings";

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
export function makeClientConfigs(settings: AwsSettings): (service: AwsService) => AwsClientConfig {
    const credentials = makeCredentials(settings);
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

function makeCredentials(settings: AwsSettings): Credentials {
    return settings.assumeRoles.reduce<Credentials>(
        (master, role) => assumedCredentials(role, master, settings),
        baseCredentials(settings),
    );
}

function baseCredentials(settings: AwsSettings): Credentials {
    const source = settings.credentials;
    if (source.kind === "keys") {
        const { accessKeyId, secretAccessKey, sessionToken } = source;
        return { accessKeyId, secretAccessKey, ...present("sessionToken", sessionToken) };
    }
    // Named here, though it is every client's default: one provider remembers its answer for all clients.
    return loadProviders().fromNodeProviderChain({
        ...present("profile", profileOf(settings)),
        clientConfig: { ...present("region", settings.region) },
    });
}

function assumedCredentials(role: AssumeRole, master: Credentials, settings: AwsSettings): Credentials {
    return loadProviders().fromTemporaryCredentials({
        masterCredentials: master,
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
