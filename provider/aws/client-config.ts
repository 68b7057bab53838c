import type { Clock } from "../base/clock";
import { makeHttpsAgent } from "../base/https-agent";
import type { AwsClientConfig, AwsService } from "./aws";
import { makeCredentials } from "./credentials";
import { networkEnvironment, trustOf } from "./network-config";
import { present } from "./present";
import type { AwsEndpoints, AwsSettings } from "./settings";
import { readProfileRegion } from "./shared-files";

const ENDPOINT_NAMES: Readonly<Record<AwsService, keyof AwsEndpoints>> = {
    ec2: "ec2",
    "ec2-instance-connect": "ec2InstanceConnect",
    sts: "sts",
};

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
    const configOf = (service: AwsService): AwsClientConfig => ({
        ...sharedConfig(settings),
        requestHandler,
        ...present("region", service === "sts" ? (settings.stsRegion ?? region) : region),
        ...present("endpoint", settings.endpoints[ENDPOINT_NAMES[service]]),
        // The SDK refuses both together; an endpoint that somebody names is what it is.
        ...(hasOwnEndpoint(service, settings, process.env) && { useFipsEndpoint: false, useDualstackEndpoint: false }),
    });
    const credentials = makeCredentials(settings, configOf("sts"), clock);
    return (service) => ({ ...configOf(service), credentials });
}

/** After `AWS_ENDPOINT_URL_`. */
const VARIABLE_ENDINGS: Readonly<Record<AwsService, string>> = {
    ec2: "EC2",
    "ec2-instance-connect": "EC2_INSTANCE_CONNECT",
    sts: "STS",
};

function hasOwnEndpoint(service: AwsService, { endpoints }: AwsSettings, environment: NodeJS.ProcessEnv): boolean {
    const ignoresVariables = environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true";
    const variable = environment[`AWS_ENDPOINT_URL_${VARIABLE_ENDINGS[service]}`] || environment.AWS_ENDPOINT_URL;
    return endpoints[ENDPOINT_NAMES[service]] !== undefined || (!ignoresVariables && Boolean(variable));
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

function profileOf({ credentials }: AwsSettings): string | undefined {
    return credentials.kind === "profile" ? credentials.profile : undefined;
}
