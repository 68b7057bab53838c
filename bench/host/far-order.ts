import type { AccessKey } from "../../lab";

/** What the far side is asked to start. */
export interface FarOrder {
    readonly instances: number;
    readonly kind: "openssh" | "embedded";
    /** Where the API and raw TCP listen; undefined: on loopback, where the machine's network is shared. */
    readonly host: string | undefined;
    /** For each link, the address of each instance on it. */
    readonly addresses: readonly (readonly string[])[];
    /** Line of `authorized_keys` for tools that have a key of their own. */
    readonly publicKey: string;
    readonly endpoint: boolean;
}

/** An instance as the near side knows it. */
export interface FarInstance {
    readonly instanceId: string;
    readonly availabilityZone: string;
    readonly privateAddress: string;
    readonly port: number;
    readonly hostKeyLines: readonly string[];
    /** The folder of this machine that is its user's home. */
    readonly home: string;
}

/** How to reach the far side. */
export interface FarSide {
    readonly api: string;
    readonly region: string;
    readonly accountId: string;
    readonly credentials: AccessKey;
    readonly environment: Readonly<Record<string, string>>;
    readonly instances: readonly FarInstance[];
    readonly sinkPort: number;
    readonly endpointId: string | undefined;
}
