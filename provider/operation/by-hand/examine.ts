import type { AwsLooks } from "../../aws";
import type { Deadline } from "../../base/deadline";
import { isProviderError } from "../../base/error";
import { lookAtStatus } from "../../doctor";
import type { HostOf } from "../../host";
import { askShell } from "./ask-shell";
import { type FoundByHand, findByHand, type HandRequest } from "./find-by-hand";
import { asOurs, type Step, type StepName, stepOf } from "./step";
import { type TrackPorts, trackSignIn } from "./track-sign-in";

/** What an examination uses of the outside world. */
export interface ExaminePorts extends TrackPorts {
    readonly hostOf: HostOf;
}

/**
 * Signs in to an instance step by step, and tells of each step as it ends, also if all is well. The first that fails is the last; its error
 * holds what the sign-in doctor found. Changes nothing, except that the instance accepts a key for a minute.
 */
export async function examine(
    request: HandRequest,
    ports: ExaminePorts,
    { deadline, onStep }: { readonly deadline: Deadline; readonly onStep: (step: Step) => void },
): Promise<void> {
    const take = async <T>(
        name: StepName,
        work: () => Promise<readonly [T, Step["found"]]>,
    ): Promise<T | undefined> => {
        const since = ports.clock.monotonicMs();
        try {
            const [result, found] = await work();
            onStep(stepOf({ name, since, until: ports.clock.monotonicMs(), found }));
            return result;
        } catch (error) {
            onStep(stepOf({ name, since, until: ports.clock.monotonicMs(), found: [], error: asOurs(error) }));
            return undefined;
        }
    };
    const { aws, looks } = ports.access;
    const region = await take("aws", async () => [await aws.region(), await whoAsks(ports, deadline)]);
    const found =
        region &&
        (await take("instance", async () => {
            const target = await findByHand(request, ports, deadline);
            return [target, [...describe(target), ...(await statusOf(target, looks, deadline))]];
        }));
    if (found === undefined || found === "") {
        return;
    }
    const signedIn = await trackSignIn({ ...request, found }, ports, { deadline, onStep });
    if (signedIn === undefined) {
        return;
    }
    try {
        await take("shell", async () => [true, await askShell(ports.hostOf(signedIn.session), deadline)]);
    } finally {
        signedIn.release();
    }
}

/** The account may stay unknown: not every network reaches STS. Credentials that are wrong fail. */
async function whoAsks({ access: { aws } }: ExaminePorts, deadline: Deadline): Promise<Step["found"]> {
    const account = await aws.callerIdentity(deadline.within(IDENTITY_MS)).then(
        ({ accountId }) => accountId,
        (error: unknown) => {
            if (isProviderError(error) && error.failure.layer !== "credentials") {
                return `unknown: ${error.failure.summary.replace(/\.$/, "")}`;
            }
            throw error;
        },
    );
    return [
        ["Account", account],
        ["Region", await aws.region()],
    ];
}

const IDENTITY_MS = 15_000;
const STATUS_MS = 5_000;

function describe({ target, facts }: FoundByHand): Step["found"] {
    const addresses = [
        ["public", facts.publicIpAddress],
        ["private", facts.privateIpAddress],
        ["IPv6", facts.ipv6Address],
    ].flatMap(([name, address]) => (address === undefined ? [] : [`${address} (${name})`]));
    const launched = facts.launchedAt === undefined ? "" : `, launched ${new Date(facts.launchedAt).toISOString()}`;
    return [
        ["Instance", `${target.instanceId}: ${facts.state}${launched}`],
        ["Place", [target.availabilityZone, facts.vpcId, facts.subnetId].filter(Boolean).join(", ")],
        ["Addresses", addresses.join(", ") || "none"],
        ["OS user", target.osUser],
        ...(facts.metadataEnabled === false
            ? [["Metadata service", "off: Instance Connect on the instance can't read pushed keys"] as const]
            : []),
    ];
}

async function statusOf({ facts }: FoundByHand, looks: AwsLooks, deadline: Deadline): Promise<Step["found"]> {
    const checks = await looks.statusChecks(facts.instanceId, deadline.within(STATUS_MS)).catch((error: unknown) => {
        if (isProviderError(error)) {
            return undefined;
        }
        throw error;
    });
    const bad = lookAtStatus(checks).map(({ about, sentence }) => [about, sentence] as const);
    return bad.length > 0 || checks === undefined ? bad : [["Status checks", "passed"]];
}
