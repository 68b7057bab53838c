import { join } from "node:path";
import type { Conditions } from "../faults/conditions";
import { type Addresses, listenersOf, openAddresses } from "./addresses";
import type { ConnectionRecorder } from "./connection-log";
import { type Front, openFront } from "./front";
import type { LaunchOptions } from "./launch-options";
import type { SshHost, SshHostDuties } from "./ssh-host";
import { startSshHost } from "./start-host";

/** The part of an instance that is switched on and off: its addresses, its SSH server, its processes. */
export interface Machine {
    readonly addresses: Addresses | undefined;
    readonly front: Front | undefined;
    boot(keepPublic: boolean): Promise<void>;
    halt(): Promise<void>;
    /** Starts another SSH server, with the host keys as they are now, for new connections. */
    replaceHost(): Promise<void>;
}

/** What a machine is made of. */
export interface MachineParts {
    readonly options: LaunchOptions;
    readonly folder: string;
    readonly marker: string;
    readonly conditions: Conditions;
    readonly recorder: ConnectionRecorder;
    duties(): SshHostDuties;
}

/** A machine that is switched off. */
export function makeMachine(parts: MachineParts): Machine {
    const { options, folder, marker, conditions, recorder } = parts;
    let addresses: Addresses | undefined;
    let front: Front | undefined;
    let host: SshHost | undefined;
    let replaced: SshHost[] = [];
    let hostCount = 0;
    const startHost = () => startSshHost(options, parts.duties(), join(folder, `ssh${hostCount++}`), folder, marker);
    return {
        get addresses() {
            return addresses;
        },
        get front() {
            return front;
        },
        boot: async (keepPublic) => {
            const started = await startHost();
            host = started;
            addresses = await openAddresses(options, addresses, keepPublic);
            const dial = () => (host ?? started).dial();
            front = openFront(listenersOf(addresses), dial, conditions.link, recorder);
            await front.apply();
        },
        halt: async () => {
            const hosts = host ? [...replaced, host] : replaced;
            await front?.close();
            front = undefined;
            host = undefined;
            replaced = [];
            for (const old of hosts) await old.stop();
        },
        replaceHost: async () => {
            if (!host) return;
            const next = await startHost();
            replaced.push(host);
            host = next;
        },
    };
}
