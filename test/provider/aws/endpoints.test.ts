import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Lab, type LabEndpoint, startLab } from "../../../lab";
import { makeAws, resolveAwsSettings } from "../../../provider/aws";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import { connectionWith } from "./connection";

let lab: Lab;
const endpoints: LabEndpoint[] = [];

beforeAll(async () => {
    lab = await startLab();
});

afterEach(async () => {
    for (const endpoint of endpoints.splice(0)) {
        await endpoint.delete();
    }
});

afterAll(() => lab.stop());

function awsWith(changes: Record<string, string> = {}) {
    const stack: Record<string, string> = {
        "aws:region": lab.region,
        "aws:accessKey": lab.credentials.accessKeyId,
        "aws:secretKey": lab.credentials.secretAccessKey,
        "aws:endpoints": JSON.stringify([{ ec2: lab.endpoint }]),
        ...changes,
    };
    const settings = resolveAwsSettings(connectionWith(), (key) => stack[key]);
    return makeAws(settings, { clock: systemClock, random: systemRandom });
}

const soon = () => makeDeadline(systemClock, 20_000);

async function create(...options: Parameters<Lab["createEndpoint"]>) {
    const endpoint = await lab.createEndpoint(...options);
    endpoints.push(endpoint);
    return endpoint;
}

test("the endpoints of a VPC are reported in any state, and those of another VPC are not", async () => {
    const made = [await create(), await create({ state: "delete-in-progress" })];
    await create({ vpcId: "vpc-other" });
    const found = await awsWith().endpoints("vpc-0123456789abcdef0", soon());
    expect(found.map(({ endpointId, state }) => [endpointId, state])).toEqual(
        made.map(({ endpointId, state }) => [endpointId, state]),
    );
    expect(await awsWith().endpoints("vpc-none", soon())).toEqual([]);
});

test("one is found by its ID", async () => {
    const { endpointId, dnsName } = await create({ vpcId: "vpc-other", preserveClientIp: true });
    const found = await awsWith().endpoints(endpointId, soon());
    expect(found).toMatchObject([{ endpointId, dnsName, vpcId: "vpc-other", preserveClientIp: true, isFips: false }]);
    expect(await awsWith().endpoints("eice-none", soon())).toEqual([]);
});

test("the FIPS name is used if FIPS is on, and there may be none", async () => {
    const withName = await create();
    const without = await create({ vpcId: "vpc-other", fips: false });
    const aws = awsWith({ "aws:useFipsEndpoint": "true" });
    expect(await aws.endpoints(withName.endpointId, soon())).toMatchObject([
        { dnsName: withName.fipsDnsName, isFips: true },
    ]);
    expect(await aws.endpoints(without.endpointId, soon())).toMatchObject([{ dnsName: undefined, isFips: true }]);
});

test("one that is being created is seen to be ready when it is asked for now", async () => {
    const endpoint = await create({ state: "create-in-progress" });
    const aws = awsWith();
    const stateOf = async (age?: "now") => (await aws.endpoints(endpoint.endpointId, soon(), age))[0]?.state;
    expect(await stateOf()).toBe("create-in-progress");
    endpoint.faults.reportsState("create-complete");
    expect(await stateOf("now")).toBe("create-complete");
    endpoint.faults.reportsState("delete-in-progress");
    // What is in use was asked for a moment ago.
    expect(await stateOf()).toBe("create-complete");
});

test("an endpoint that is created after a lookup found none is seen a second later", async () => {
    const aws = awsWith();
    const found = async () => (await aws.endpoints("vpc-late", soon())).length;
    expect(await found()).toBe(0);
    await create({ vpcId: "vpc-late" });
    await expect.poll(found, { timeout: 10_000 }).toBe(1);
});

test("several VPCs that are asked for together share one call, and an answer holds", async () => {
    await create();
    const aws = awsWith();
    const calls = () => lab.requests.filter(({ action }) => action === "DescribeInstanceConnectEndpoints").length;
    const before = calls();
    const asked = ["vpc-0123456789abcdef0", "vpc-other", "vpc-0123456789abcdef0"];
    await Promise.all(asked.map((place) => aws.endpoints(place, soon())));
    await aws.endpoints("vpc-0123456789abcdef0", soon());
    expect(calls() - before).toBe(1);
});
