// The frozen entry that serialized providers load by name. Wire format: the export `lifecycle` and its seven methods may
// never be renamed nor take other arguments; closures in old states call them. It wires the real AWS, SSH, clock and log.
import "./node-version";
import { type Aws, type AwsSettings, makeAws, makePushKey, type PushKey } from "./aws";
import { systemClock } from "./base/clock";
import { once } from "./base/once";
import { systemRandom } from "./base/random";
import { speakPulumi } from "./dynamic/speak-pulumi";
import { makeEngineLog, type SendToEngine, sendToEngineAt } from "./engine-log";
import { engineErrorText } from "./engine-text";
import { makeInterrupts } from "./interrupts";
import { asProviderError, makeLifecycle } from "./lifecycle";
import { makeProcessLife, type ProcessLife, watchEngine } from "./process-life";
import { makeReceipts } from "./receipts";
import { dial, makeSessionPool } from "./session";

const packageJson: { version: string } = require("../../package.json");

type Properties = Record<string, unknown>;
interface ConfigureRequest {
    readonly config: { get(key: string): string | undefined };
}

/** The engine's address is the last argument of the dynamic-provider process. */
const engineAddress = /^[^-].*:\d+$/.test(process.argv.at(-1) ?? "") ? process.argv.at(-1) : undefined;

const engineLog = makeEngineLog(
    firstUse(() => (engineAddress === undefined ? dropMessage : sendToEngineAt(engineAddress))),
);
const pool = makeSessionPool({ clock: systemClock, random: systemRandom, dial });
const interrupts = makeInterrupts();
const receipts = makeReceipts({ clock: systemClock });
let stackConfig: ConfigureRequest["config"] | undefined;

const made = makeLifecycle({
    clock: systemClock,
    random: systemRandom,
    pool,
    awsFor: sharedByKey((settings) => {
        const aws = makeAws(settings, { clock: systemClock, random: systemRandom });
        return { aws, pushKey: makePushKey(aws) };
    }),
    stackConfig: (key) => stackConfig?.get(key),
    logFor: engineLog.logFor,
    onFinished: receipts.add,
    whileStoppable: interrupts.during,
    packageVersion: packageJson.version,
});

const resource = speakPulumi(made);

const processLife = once(
    (): ProcessLife =>
        makeProcessLife({
            beforeEnd: async () => {
                await receipts.acknowledgeAll();
                pool.closeAll();
            },
            onGivenUp: interrupts.stopAll,
            exit: (exitCode) => process.exit(exitCode),
            onSignal: (listener) => process.once("SIGINT", listener),
            whenEngineIsGone: (listener) => engineAddress !== undefined && watchEngine(engineAddress, listener),
        }),
);

export const lifecycle = Object.freeze({
    /** Synchronous to its end: the dynamic-provider server does not wait for it before the first call. */
    configure: (request: ConfigureRequest): void => {
        stackConfig = request.config;
    },
    check: (olds: Properties, news: Properties) =>
        call(async () => {
            const { inputs, failures } = await resource.check(olds, news);
            return { inputs, failures: failures.map((one) => ({ ...one, reason: engineErrorText(one.reason) })) };
        }),
    diff: (id: string, olds: Properties, news: Properties) => call(() => resource.diff(id, olds, news)),
    create: (news: Properties) => call(() => resource.create(news)),
    read: (id: string, olds: Properties) => call(() => resource.read(id, olds)),
    update: (id: string, olds: Properties, news: Properties) => call(() => resource.update(id, olds, news)),
    delete: (id: string, olds: Properties) => call(() => resource.delete(id, olds)),
});

/** One call of the engine: counted, its log delivered before its answer, its error one of ours. */
function call<T>(work: () => T | Promise<T>): Promise<T> {
    return processLife().during(async () => {
        try {
            return await work();
        } catch (error) {
            throw forServer(asProviderError(error));
        } finally {
            await engineLog.flushed();
        }
    });
}

/** The server prints errors of check, diff, read and delete once more, with their stack, beside the engine's own report. */
function forServer(error: Error): Error {
    const message = engineErrorText(error.message);
    const firstLine = message.split("\n")[0] ?? "";
    const { reasons } = error as { reasons?: readonly string[] };
    return Object.assign(error, {
        message,
        stack: "see below",
        toString: () => firstLine,
        ...(reasons !== undefined && { reasons: reasons.map(engineErrorText) }),
    });
}

function firstUse(make: () => SendToEngine): SendToEngine {
    const send = once(make);
    return (message) => send()(message);
}

/** One way to AWS for all resources with the same settings: it gathers their lookups into few calls. */
function sharedByKey(make: (settings: AwsSettings) => { aws: Aws; pushKey: PushKey }): typeof make {
    const made = new Map<string, ReturnType<typeof make>>();
    return (settings) => {
        const known = made.get(settings.key) ?? make(settings);
        made.set(settings.key, known);
        return known;
    };
}

async function dropMessage(): Promise<void> {}
