import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { partitionOf } from "../provider/base/partition";
import { makeAccessKey } from "./api/access-key";
import type { LoggedRequest } from "./api/request-log";
import { startApi } from "./api/server";
import type { AccessKey } from "./api/signature";
import type { World } from "./api/world";
import { type LabClock, machineClock } from "./clock";
import { makeCertificate } from "./endpoint/certificate";
import type { LabEndpoint } from "./endpoint/endpoint";
import type { EndpointOptions } from "./endpoint/endpoint-options";
import { startEndpoint } from "./endpoint/start-endpoint";
import { type ApiFaults, makeApiFaults } from "./faults/api-faults";
import { completeImage, type LabImage } from "./instances/image";
import type { InstanceControl, LabInstance } from "./instances/instance";
import { launch } from "./instances/launch";
import type { LaunchOptions } from "./instances/launch-options";
import { type InsideAddress, reach } from "./instances/reach";
import { DEFAULT_GROUP, type NetworkOptions, OPEN_NETWORK, type SecurityGroup } from "./network/security-group";
import { readPolicy } from "./policy/read-policy";

/** How a lab is made. Everything has a default. */
export interface LabOptions {
    /** @default "eu-central-1" */
    readonly region?: string;
    /** Twelve digits. @default "111122223333" */
    readonly accountId?: string;
    /**
     * The access key that clients must sign with. Everybody on this machine who knows it can run commands as you, so pass
     * a fixed one only where nobody else has an account.
     * @default a fresh random key for each lab
     */
    readonly credentials?: AccessKey;
    /** What EC2 tells of the network; nothing of it is enforced. @default everything is open */
    readonly network?: NetworkOptions;
    /**
     * What the access key may do: an IAM policy, as an object or as JSON. Each call is judged by it, tunnels included, and refused as
     * AWS refuses it.
     * @default everything is allowed
     */
    readonly policy?: object | string;
    /** When pushed keys lapse and pending instances run. @default the machine's clock */
    readonly clock?: LabClock;
}

/** A running local EC2. It listens on loopback only, and the commands that it is sent run on this machine as this user. */
export interface Lab {
    /** URL of the EC2, STS and Instance Connect APIs. */
    readonly endpoint: string;
    readonly region: string;
    readonly accountId: string;
    readonly credentials: AccessKey;
    /** Environment variables that point any AWS SDK and the AWS CLI here. They hold the access key: keep them to yourself. */
    readonly environment: Readonly<Record<string, string>>;
    /** An image that RunInstances takes: Amazon Linux 2023. */
    readonly imageId: string;
    readonly instances: readonly LabInstance[];
    readonly endpoints: readonly LabEndpoint[];
    /** Every API call so far, in order. */
    readonly requests: readonly LoggedRequest[];
    readonly faults: ApiFaults;
    /** Launches an instance; resolves when its sshd listens. */
    launchInstance(options?: LaunchOptions): Promise<LabInstance>;
    /** Creates an EC2 Instance Connect Endpoint; resolves when it listens. `environment` makes AWS clients trust its certificate. */
    createEndpoint(options?: EndpointOptions): Promise<LabEndpoint>;
    /** Creates a security group: by default no rule allows anything in, and everything is allowed out. */
    createSecurityGroup(rules?: Partial<Omit<SecurityGroup, "groupId">>): SecurityGroup;
    /** Ends everything: instances, their processes, listeners, folders. */
    stop(): Promise<void>;
}

const DEFAULT_IMAGE_ID = "ami-0123456789abcdef0";

/** Starts a local EC2 in this process. Stop it, or its listeners keep the process alive. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
    const {
        region = "eu-central-1",
        accountId = "111122223333",
        credentials = makeAccessKey(),
        clock = machineClock,
        network = {},
    } = options;
    const policy = options.policy === undefined ? undefined : readPolicy(options.policy);
    const folder = mkdtempSync(join(tmpdir(), "ec2-lab-"));
    const controls = new Map<string, InstanceControl>();
    const place = {
        clock,
        folder,
        availabilityZone: `${region}a`,
        vpcId: "vpc-0123456789abcdef0",
        subnetId: "subnet-0123456789abcdef0",
        reach: (target: InsideAddress) => reach(controls.values(), target),
    };
    const endpoints: LabEndpoint[] = [];
    const securityGroups = new Map([[DEFAULT_GROUP.groupId, DEFAULT_GROUP]]);
    const certificate = makeCertificate(["localhost"], Date.now());
    const certificateFile = join(folder, "endpoint-certificate.pem");
    writeFileSync(certificateFile, certificate.certificate, { mode: 0o644 });
    const images = new Map<string, LabImage>([[DEFAULT_IMAGE_ID, completeImage(undefined, DEFAULT_IMAGE_ID)]]);
    const launchControl = async (launchOptions: LaunchOptions) => {
        const control = await launch(launchOptions, place);
        controls.set(control.instance.instanceId, control);
        images.set(control.instance.image.imageId, control.instance.image);
        return control;
    };
    const world: World = {
        region,
        accountId,
        clock,
        accessKeys: [
            {
                ...credentials,
                arn: `arn:${partitionOf(region)}:iam::${accountId}:user/lab`,
                userId: "AIDALABLABLABLABLAB1",
            },
        ],
        instances: controls,
        images,
        endpoints,
        vpcId: place.vpcId,
        securityGroups,
        network: { ...OPEN_NETWORK, ...network },
        policy,
        launch: launchControl,
    };
    const requests: LoggedRequest[] = [];
    const apiFaults = makeApiFaults(clock);
    const api = await startApi(world, apiFaults, requests);
    return {
        endpoint: api.url,
        region,
        accountId,
        credentials,
        environment: {
            ...clientEnvironment(api.url, region, credentials),
            // Read by this package, the AWS CLI and other SDKs; the API of the lab is not behind TLS.
            AWS_CA_BUNDLE: certificateFile,
        },
        imageId: DEFAULT_IMAGE_ID,
        get instances() {
            return [...controls.values()].map((control) => control.instance);
        },
        get endpoints() {
            return [...endpoints];
        },
        requests,
        faults: apiFaults.faults,
        launchInstance: async (launchOptions = {}) => (await launchControl(launchOptions)).instance,
        createEndpoint: async (endpointOptions = {}) => {
            const endpoint = await startEndpoint(endpointOptions, {
                ...world,
                ...place,
                certificate,
                requests,
                forget: (gone) => void endpoints.splice(endpoints.indexOf(gone), 1),
            });
            endpoints.push(endpoint);
            return endpoint;
        },
        createSecurityGroup: ({ inbound = [], outbound = DEFAULT_GROUP.outbound } = {}) => {
            const group = { groupId: `sg-${randomBytes(9).toString("hex").slice(0, 17)}`, inbound, outbound };
            securityGroups.set(group.groupId, group);
            return group;
        },
        stop: async () => {
            await Promise.all([...endpoints].map((endpoint) => endpoint.delete()));
            await api.stop();
            await Promise.all([...controls.values()].map(({ instance }) => instance.terminate()));
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

function clientEnvironment(endpoint: string, region: string, credentials: AccessKey): Record<string, string> {
    return {
        AWS_ENDPOINT_URL: endpoint,
        AWS_ENDPOINT_URL_EC2: endpoint,
        AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT: endpoint,
        AWS_ENDPOINT_URL_STS: endpoint,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
        AWS_EC2_METADATA_DISABLED: "true",
    };
}
