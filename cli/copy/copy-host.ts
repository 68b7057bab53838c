import { systemClock } from "../../provider/base/clock";
import { makeDeadline } from "../../provider/base/deadline";
import { systemRandom } from "../../provider/base/random";
import type { FilesDeps } from "../../provider/files/place-request";
import { makeHosts } from "../../provider/host";
import type { Connect } from "../../provider/host/connect";
import type { Host } from "../../provider/host/host";
import type { Channel, Session, SessionLease } from "../../provider/session/session";
import { cliLog } from "../cli-log";
import { connect } from "../connect";
import type { OptionValues } from "../options";
import type { NamedTarget } from "../target";
import type { Reporter } from "./reporter";

/** An instance that files are copied from or to, over one connection, and over another one when that is lost. */
export interface CopyHost {
    readonly instanceId: string;
    readonly connect: Connect;
    readonly deps: FilesDeps;
    /** What is to be done about what is under way when the user interrupts. */
    onInterrupt(clear: (host: Host) => Promise<void>): void;
    /** Stops, and leaves nothing behind that is half. */
    interrupt(): Promise<void>;
    close(): void;
}

/** Signs in. @throws {ProviderError | UsageError} */
export async function openCopyHost(
    target: NamedTarget,
    options: OptionValues,
    { note }: Pick<Reporter, "note">,
): Promise<CopyHost> {
    const connection = await connect(target, options);
    const deps = { clock: systemClock, random: systemRandom };
    const hostOf = makeHosts(deps);
    let current: Promise<Place> = Promise.resolve(watch(connection.lease));
    const clearing: ((host: Host) => Promise<void>)[] = [];
    let isInterrupted = false;
    return {
        instanceId: target.instanceId,
        deps: { ...deps, log: cliLog, deadline: makeDeadline(systemClock, Number.POSITIVE_INFINITY) },
        connect: async () => {
            if (isInterrupted) {
                return new Promise(() => {});
            }
            const before = await current.catch(() => undefined);
            if (before === undefined || before.isLost()) {
                before?.release();
                note(`The connection to ${target.instanceId} was lost. Connecting again.`);
                current = connection.again().then(watch);
            }
            const { session } = await current;
            // The place is held for the next one who asks.
            return { host: hostOf(session), onlyFollows: () => {}, release: () => {} };
        },
        onInterrupt: (clear) => {
            clearing.push(clear);
        },
        interrupt: async () => {
            // What is under way would make it anew.
            isInterrupted = true;
            const place = await current.catch(() => undefined);
            if (place !== undefined && !place.isLost()) {
                place.stop();
                await Promise.allSettled(clearing.map((clear) => clear(hostOf(place.session))));
            }
        },
        close: () => connection.close(),
    };
}

interface Place {
    readonly session: Session;
    isLost(): boolean;
    release(): void;
    stop(): void;
}

/** A place on a connection that knows whether the connection is gone. */
function watch({ session, release }: SessionLease): Place {
    const channels = new Set<Channel>();
    let lost = false;
    const exec = async (command: string) => {
        try {
            const channel = await session.exec(command);
            channels.add(channel);
            void channel.ended.then(({ kind }) => {
                channels.delete(channel);
                lost ||= kind === "lost";
            });
            return channel;
        } catch (error) {
            lost = true;
            throw error;
        }
    };
    const stop = () => {
        for (const channel of channels) {
            channel.close();
        }
    };
    return { session: { ...session, exec }, isLost: () => lost, release, stop };
}
