// The frozen entry that serialized providers load by name. Wire format: the export `lifecycle` and its seven methods may
// never be renamed nor take other arguments; closures in old states call them. It wires the real AWS, SSH, clock and log.
import "./node-version";
import { type AwsSettings, makeAws, makeAwsLooks, makeOpenTunnel, makePushKey } from "../aws";
import { systemClock } from "../base/clock";
import { once } from "../base/once";
import { systemRandom } from "../base/random";
import { makeHosts } from "../host";
import { makeConsoleKeys } from "../instance";
import { makeLifecycle } from "../lifecycle";
import { makeInstanceGate } from "../operation";
import { dial, makeSessionPool } from "../session";
import { makeEngineLog, type SendToEngine, sendToEngineAt } from "./engine-log";
import { makeInterrupts } from "./interrupts";
import { makeProcessLife, type ProcessLife, watchEngine } from "./process-life";
import { pulumiMethods } from "./pulumi-methods";
import { makeReceipts } from "./receipts";

const packageJson: { version: string } = require("../../../package.json");

interface ConfigureRequest {
    readonly config: { get(key: string): string | undefined };
}

/** The engine's address is the last argument of the dynamic-provider process. */
const engineAddress = /^[^-].*:\d+$/.test(process.argv.at(-1) ?? "") ? process.argv.at(-1) : undefined;

const engineLog = makeEngineLog(
    firstUse(() => (engineAddress === undefined ? dropMessage : sendToEngineAt(engineAddress))),
);
const pool = makeSessionPool({ clock: systemClock, random: systemRandom, dial });
const hostOf = makeHosts({ clock: systemClock, random: systemRandom });
const interrupts = makeInterrupts();
const receipts = makeReceipts({ clock: systemClock });
let stackConfig: ConfigureRequest["config"] | undefined;

const resource = makeLifecycle({
    clock: systemClock,
    random: systemRandom,
    pool,
    hostOf,
    gate: makeInstanceGate(),
    awsFor: sharedByKey((settings) => {
        const underWay = () => processLife().underWay();
        const aws = makeAws(settings, { clock: systemClock, random: systemRandom, underWay });
        return {
            aws,
            pushKey: makePushKey(aws),
            openTunnel: makeOpenTunnel(aws, systemClock),
            looks: makeAwsLooks(aws, systemClock),
            consoleKeys: makeConsoleKeys(aws, { clock: systemClock, random: systemRandom }),
        };
    }),
    stackConfig: (key) => stackConfig?.get(key),
    logFor: engineLog.logFor,
    onFinished: receipts.add,
    whileStoppable: interrupts.during,
    packageVersion: packageJson.version,
});

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
    ...pulumiMethods(resource, (work) =>
        processLife().during(async () => {
            try {
                return await work();
            } finally {
                // No line comes after its resource's end.
                await engineLog.flushed();
            }
        }),
    ),
});

function firstUse(make: () => SendToEngine): SendToEngine {
    const send = once(make);
    return (message) => send()(message);
}

/** One way to AWS for all resources with the same settings: it gathers their lookups into few calls. */
function sharedByKey<Access>(make: (settings: AwsSettings) => Access): typeof make {
    const made = new Map<string, Access>();
    return (settings) => {
        const known = made.get(settings.key) ?? make(settings);
        made.set(settings.key, known);
        return known;
    };
}

async function dropMessage(): Promise<void> {}
