// The one place where real clients, clock and log are wired in: the lifecycle in a process that the engine starts and ends.
// What differs between the doors of such a process is handed in.
import { type AwsSettings, makeAws, makeAwsLooks, makeOpenTunnel, makePushKey } from "../aws";
import { systemClock } from "../base/clock";
import { once } from "../base/once";
import { systemRandom } from "../base/random";
import type { Words } from "../base/words";
import { makeHosts } from "../host";
import { makeConsoleKeys } from "../instance";
import { type Lifecycle, makeLifecycle } from "../lifecycle";
import { makeInstanceGate } from "../operation";
import { dial, makeSessionPool } from "../session";
import { makeEngineLog, type SendToEngine } from "./engine-log";
import { makeInterrupts } from "./interrupts";
import { makeProcessLife, type ProcessLife, watchEngine } from "./process-life";
import { makeReceipts } from "./receipts";

/** What a door knows of its process. */
export interface ProcessOfDoor {
    /** Where the engine listens; undefined without one. Asked for when it is first needed. */
    readonly engineAddress: () => string | undefined;
    readonly sendTo: (engineAddress: string) => SendToEngine;
    readonly words: Words;
    /** A value of the configuration by its full key, such as `aws:region`. */
    readonly stackConfig: (key: string) => string | undefined;
    readonly packageVersion: string;
}

export interface ServedLifecycle {
    readonly resource: Lifecycle;
    /** Runs one call of the engine from its beginning to its answer. */
    during<T>(work: () => Promise<T>): Promise<T>;
    /** From now on the process ends with its engine, even if no call ever comes. */
    begin(): void;
    /** Does what is to be done when the engine says that it ends: with calls under way, by a first Ctrl-C. */
    cancelled(): Promise<void>;
}

/** The lifecycle with all that it needs, for the whole life of this process. Begins nothing before the first call. */
export function serveLifecycle(door: ProcessOfDoor): ServedLifecycle {
    const { engineAddress, words, stackConfig, packageVersion } = door;
    const send = once((): SendToEngine => {
        const address = engineAddress();
        return address === undefined ? dropMessage : door.sendTo(address);
    });
    const engineLog = makeEngineLog((message) => send()(message), words);
    const pool = makeSessionPool({ clock: systemClock, random: systemRandom, dial });
    const interrupts = makeInterrupts();
    const receipts = makeReceipts({ clock: systemClock });
    const processLife = once(
        (): ProcessLife =>
            makeProcessLife({
                beforeEnd: async () => {
                    await receipts.acknowledgeAll();
                    pool.closeAll();
                },
                onGivenUp: interrupts.stopAll,
                onIdle: interrupts.forget,
                exit: (exitCode) => process.exit(exitCode),
                vanish: () => process.kill(process.pid, "SIGKILL"),
                onSignal: (listener) => process.once("SIGINT", listener),
                whenEngineIsGone: (listener) => {
                    const address = engineAddress();
                    if (address !== undefined) {
                        watchEngine(address, listener);
                    }
                },
            }),
    );
    const resource = makeLifecycle({
        clock: systemClock,
        random: systemRandom,
        pool,
        hostOf: makeHosts({ clock: systemClock, random: systemRandom }),
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
        stackConfig,
        logFor: engineLog.logFor,
        onFinished: receipts.add,
        whileStoppable: interrupts.during,
        packageVersion,
    });
    return Object.freeze({
        resource,
        begin: () => void processLife(),
        cancelled: () => processLife().cancelled(),
        during: <T>(work: () => Promise<T>) =>
            processLife().during(async () => {
                try {
                    return await work();
                } finally {
                    // No line comes after its resource's end.
                    await engineLog.flushed();
                }
            }),
    });
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
