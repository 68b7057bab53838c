import type { LabClock } from "../clock";

/** How long a pushed key signs in: what AWS documents. */
export const KEY_LIFE_MS = 60_000;

/** A public key that SendSSHPublicKey has put on an instance. */
export interface PushedKey {
    readonly osUser: string;
    /** The key as in an OpenSSH line, without its type: base64. */
    readonly blob: string;
    /** Type and blob, as an authorized_keys line. */
    readonly line: string;
    readonly requestId: string;
    readonly pushedAt: number;
    /** Not accepted before: later than `pushedAt` when the lab was told to deliver late. */
    readonly deliveredAt: number;
    /** Accepted until just before. */
    readonly lapsesAt: number;
}

/** The keys that an instance holds. */
export interface PushedKeys {
    add(key: PushedKey): void;
    /** The live keys of an OS user, by the lab's clock. */
    live(osUser: string): readonly PushedKey[];
    /** Every key that was pushed, lapsed ones included. */
    all(): readonly PushedKey[];
    /** Makes every key lapse now. */
    lapse(): void;
}

/** An empty store of pushed keys. */
export function makePushedKeys(clock: LabClock): PushedKeys {
    let keys: PushedKey[] = [];
    return {
        add: (key) => void keys.push(key),
        live: (osUser) => {
            const now = clock.now();
            return keys.filter((key) => key.osUser === osUser && key.deliveredAt <= now && now < key.lapsesAt);
        },
        all: () => [...keys],
        lapse: () => {
            const now = clock.now();
            keys = keys.map((key) => ({ ...key, lapsesAt: Math.min(key.lapsesAt, now) }));
        },
    };
}
