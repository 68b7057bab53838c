import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import { once } from "../base/once";
import type { Random } from "../base/random";
import type { AnswerAge, Aws, AwsAction, AwsCall, EndpointFacts, ImageFacts, InstanceFacts } from "./aws";
import { translateAwsError } from "./aws-error";
import { makeBatchedLookup } from "./batched-lookup";
import { checkAccount } from "./check-account";
import { makeClientConfigs } from "./client-config";
import { describeImagesByIds, describeInstancesByIds, readConsole } from "./ec2-calls";
import { describeEndpoints } from "./endpoint-calls";
import { present } from "./present";
import { makeRateLimit } from "./rate-limit";
import { callWithRetry } from "./retry";
import type { AwsSettings } from "./settings";
import { makeSharedAnswer } from "./shared-answer";

export interface AwsDeps {
    readonly clock: Clock;
    readonly random: Random;
    /** How many operations are under way in this process: lookups that come together wait for those that may still come. */
    readonly underWay?: () => number;
}

/** AWS allows an account 50 to 100 describe calls at once and 10 to 20 a second: a share of that leaves room for others. */
const DESCRIBE_BURST = 10;
const DESCRIBES_PER_SECOND = 5;
/** Each instance has a console of its own, read before the first push of a key: together with that and the lookups, below 20 calls a second. */
const CONSOLE_BURST = 10;
const CONSOLES_PER_SECOND = 7;
/** Resources on one instance share an answer; whoever waits for a change polls more slowly than this. */
const INSTANCE_FRESH_MS = 1_000;
/** Resources on one instance share a look at its console. */
const CONSOLE_FRESH_MS = 2_000;
/** An endpoint outlives an operation. One that was made anew meanwhile is found when the old one is refused. */
const ENDPOINTS_FRESH_MS = 600_000;
/** One may be created by the same program. */
const NO_ENDPOINT_FRESH_MS = 1_000;
/** Its limit is published nowhere. A connection needs one push, so that only very many instances at once come to wait. */
const PUSH_BURST = 50;
const PUSHES_PER_SECOND = 10;

/**
 * Makes the way to AWS for one set of settings. Keep one for each `settings.key`: it gathers lookups of many resources into
 * few calls, and remembers credentials, images and the account. Loads the AWS SDK with the first call, not before.
 */
export function makeAws(settings: AwsSettings, deps: AwsDeps): Aws {
    const clientConfig = once(() => makeClientConfigs(settings, deps.clock));
    const ec2 = once(() => {
        const { EC2Client } = require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2");
        return new EC2Client(clientConfig()("ec2"));
    });
    const sts = once(() => {
        const { STSClient } = require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts");
        return new STSClient(clientConfig()("sts"));
    });
    const contextOf = async (action: AwsAction, subject: string | undefined) => ({
        action,
        subject,
        region: settings.region ?? (await readRegion().catch(() => undefined)),
        profile: settings.credentials.kind === "profile" ? settings.credentials.profile : chainProfile(settings),
    });
    const readRegion = async () => ec2().config.region();
    const mayPush = makeRateLimit(deps.clock, PUSH_BURST, PUSHES_PER_SECOND);
    const call = async <T>(request: AwsCall<T>) => {
        if (request.action === "ec2-instance-connect:SendSSHPublicKey") {
            await mayPush();
        }
        return callWithRetry(request, () => contextOf(request.action, request.subject), deps);
    };

    const mayDescribe = makeRateLimit(deps.clock, DESCRIBE_BURST, DESCRIBES_PER_SECOND);
    // On its own: it takes a call for each instance, which would keep the lookups of all others waiting.
    const mayReadConsole = makeRateLimit(deps.clock, CONSOLE_BURST, CONSOLES_PER_SECOND);
    const instance = makeBatchedLookup<InstanceFacts>({
        load: (instanceIds, deadline) => describeInstancesByIds({ ec2, call }, instanceIds, deadline),
        mayAsk: mayDescribe,
        clock: deps.clock,
        freshMs: INSTANCE_FRESH_MS,
        underWay: deps.underWay,
    });
    const image = makeBatchedLookup<ImageFacts>({
        load: (imageIds, deadline) => describeImagesByIds({ ec2, call }, imageIds, deadline),
        mayAsk: mayDescribe,
        clock: deps.clock,
        freshMs: Number.POSITIVE_INFINITY,
        // Instances that were looked up together ask for their images together.
        waitsForCompany: false,
    });
    const consoleText = makeSharedAnswer(
        async (instanceId: string, limits: { readonly deadline: Deadline; readonly answerMs: number }) => {
            await mayReadConsole();
            return readConsole({ ec2, call }, instanceId, limits.deadline.within(limits.answerMs));
        },
        { clock: deps.clock, freshMs: CONSOLE_FRESH_MS },
    );
    const names = async () => {
        const { EC2Client } = require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2");
        // Of a client without an endpoint of its own, which would hide what the settings and the environment say.
        const { useFipsEndpoint, useDualstackEndpoint } = new EC2Client({
            region: "us-east-1",
            ...present("profile", settings.credentials.kind === "profile" ? settings.credentials.profile : undefined),
            ...present("useFipsEndpoint", settings.useFipsEndpoint),
            ...present("useDualstackEndpoint", settings.useDualstackEndpoint),
        }).config;
        return { fips: await useFipsEndpoint(), dualstack: await useDualstackEndpoint() };
    };
    const endpointsAt = makeBatchedLookup<readonly EndpointFacts[]>({
        load: (places, deadline) => describeEndpoints({ ec2, call, names }, places, deadline),
        mayAsk: mayDescribe,
        clock: deps.clock,
        freshMs: (found) =>
            found?.some(({ state }) => state === "create-complete") ? ENDPOINTS_FRESH_MS : NO_ENDPOINT_FRESH_MS,
        waitsForCompany: false,
    });
    const identity = makeSharedAnswer((_name: string, deadline: Deadline) =>
        call({
            action: "sts:GetCallerIdentity",
            deadline,
            send: async (signal) => {
                const { GetCallerIdentityCommand } =
                    require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts");
                const answer = await sts().send(new GetCallerIdentityCommand({}), { abortSignal: signal });
                return Object.freeze({ accountId: answer.Account ?? "" });
            },
        }),
    );

    const callerIdentity = (deadline: Deadline) =>
        deadline.race(
            () => identity("", deadline),
            () => lateError("sts:GetCallerIdentity", ""),
        );
    const { allowed, forbidden } = settings.accounts;
    const mayUseAccount = async (deadline: Deadline) => {
        if (allowed.length + forbidden.length > 0) {
            checkAccount((await callerIdentity(deadline)).accountId, settings.accounts);
        }
    };
    const lateError = (action: AwsAction, subject: string) =>
        translateAwsError(Object.assign(new Error("no answer in time"), { name: "TimeoutError" }), {
            action,
            subject,
            region: settings.region,
            profile: undefined,
        });
    return Object.freeze({
        describeInstance: async (instanceId: string, deadline: Deadline, age?: AnswerAge) => {
            // Every operation begins with this call.
            await mayUseAccount(deadline);
            return instance(instanceId, { deadline, age }, () => lateError("ec2:DescribeInstances", instanceId));
        },
        describeImage: (imageId: string, deadline: Deadline) =>
            image(imageId, { deadline }, () => lateError("ec2:DescribeImages", imageId)),
        consoleOutput: (instanceId: string, deadline: Deadline, answerMs = Number.POSITIVE_INFINITY) =>
            deadline.race(
                () => consoleText(instanceId, { deadline, answerMs }),
                () => lateError("ec2:GetConsoleOutput", instanceId),
            ),
        endpoints: async (place: string, deadline: Deadline, age?: AnswerAge) => {
            const late = () => lateError("ec2:DescribeInstanceConnectEndpoints", place);
            return (await endpointsAt(place, { deadline, age }, late)) ?? [];
        },
        callerIdentity,
        region: async () => {
            try {
                return await readRegion();
            } catch (error) {
                throw translateAwsError(error, await contextOf("ec2:DescribeInstances", "the instance"));
            }
        },
        clientConfig: (service) => clientConfig()(service),
        call,
    } satisfies Aws);
}

/** The profile that the SDK's own chain uses, to name it in messages. */
function chainProfile(settings: AwsSettings): string | undefined {
    return settings.credentials.kind === "chain" ? process.env.AWS_PROFILE || undefined : undefined;
}
