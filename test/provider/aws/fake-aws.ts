import type { AwsPort, EndpointFacts, ImageFacts, InstanceFacts } from "../../../provider/aws";
import { inWords, ProviderError } from "../../../provider/base/error";
import { PULUMI_WORDS } from "../../../provider/process/pulumi-words";

export const INSTANCE: InstanceFacts = {
    instanceId: "i-0123456789abcdef0",
    accountId: "111122223333",
    state: "running",
    stateReason: "",
    imageId: "ami-1",
    isWindows: false,
    platformDetails: "Linux/UNIX",
    availabilityZone: "eu-central-1a",
    vpcId: "vpc-1",
    subnetId: "subnet-1",
    publicIpAddress: "198.51.100.7",
    privateIpAddress: "10.0.0.7",
    ipv6Address: "2001:db8::7",
    securityGroupIds: ["sg-1"],
    metadataEnabled: true,
    launchedAt: undefined,
};

export const IMAGE: ImageFacts = {
    imageId: "ami-1",
    ownerId: "099720109477",
    ownerAlias: "",
    name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260101",
    description: "",
};

/** An AWS that answers each lookup with the next of `answers` (the last one again and again), and counts the calls. */
export function makeFakeAws(
    answers: readonly (Partial<InstanceFacts> | "unknown")[],
    rest: {
        readonly image?: ImageFacts | undefined;
        readonly accountId?: string;
        readonly region?: string;
        readonly consoles?: readonly string[];
        readonly endpoints?: readonly (readonly EndpointFacts[])[];
    } = {},
): AwsPort & { readonly calls: string[] } {
    const calls: string[] = [];
    let turn = 0;
    let consoleTurn = 0;
    let endpointTurn = 0;
    return {
        calls,
        describeInstance: async () => {
            calls.push("describeInstance");
            const answer = answers[Math.min(turn, answers.length - 1)];
            turn += 1;
            return answer === undefined || answer === "unknown" ? undefined : { ...INSTANCE, ...answer };
        },
        describeImage: async () => {
            calls.push("describeImage");
            return "image" in rest ? rest.image : IMAGE;
        },
        consoleOutput: async () => {
            calls.push("consoleOutput");
            const text = rest.consoles?.[Math.min(consoleTurn, rest.consoles.length - 1)] ?? "";
            consoleTurn += 1;
            return text;
        },
        endpoints: async () => {
            calls.push("endpoints");
            const found = rest.endpoints?.[Math.min(endpointTurn, rest.endpoints.length - 1)] ?? [];
            endpointTurn += 1;
            return found;
        },
        callerIdentity: async () => {
            calls.push("callerIdentity");
            return { accountId: rest.accountId ?? "111122223333" };
        },
        region: async () => rest.region ?? "eu-central-1",
    };
}

/** The failure that a promise rejects with, as a program of Pulumi gets it. */
export async function failureOf(work: Promise<unknown>) {
    const error = await work.then(
        () => undefined,
        (thrown: unknown) => thrown,
    );
    if (!(error instanceof ProviderError)) {
        throw new Error(`expected a ProviderError, got ${String(error)}`);
    }
    return inWords(error, PULUMI_WORDS).failure;
}
