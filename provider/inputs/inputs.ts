/** How the program asked to reach the instance, checked, with defaults filled in. */
export interface ConnectionInputs {
    /** Undefined: the one in state, else told from the image. */
    readonly osUser: string | undefined;
    readonly route: Route;
    /** Replaces the instance's own address. */
    readonly address: string | undefined;
    readonly port: number;
    readonly region: string | undefined;
    readonly profile: string | undefined;
    readonly hostKeyPolicy: HostKeyPolicy;
    /** OpenSSH public key lines or `SHA256:` fingerprints, as the program gave them. */
    readonly hostKeys: readonly string[];
    readonly connectTimeoutMs: number;
}

export type Route = "auto" | "public" | "private" | "ipv6";
export type HostKeyPolicy = "auto" | "pinned" | "trust-on-first-use" | "off";
export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

/** Limits that the program set with the `customTimeouts` resource option; undefined where it set none. */
export interface CustomTimeouts {
    readonly createMs: number | undefined;
    readonly updateMs: number | undefined;
    readonly deleteMs: number | undefined;
    readonly readMs: number | undefined;
}

/** The checked arguments of one resource: frozen, complete, in our units. Everything below reads this and nothing else. */
export interface Inputs {
    readonly instanceId: string;
    readonly create: string | undefined;
    readonly update: string | undefined;
    readonly delete: string | undefined;
    readonly interpreter: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly stdin: string;
    readonly workingDirectory: string | undefined;
    readonly runAs: string | undefined;
    readonly triggers: readonly unknown[];
    readonly logging: Logging;
    readonly commandTimeoutMs: number;
    readonly acceptedExitCodes: readonly number[];
    readonly maxOutputBytes: number;
    readonly addPreviousOutputInEnv: boolean;
    readonly connection: ConnectionInputs;
    /** The resource's URN, from the hidden input `__urn`; undefined when an old program did not send it. */
    readonly urn: string | undefined;
    readonly customTimeouts: CustomTimeouts;
    /** Paths of the arguments that the program marked secret, such as `create` or `environment.TOKEN`. */
    readonly secretPaths: readonly string[];
}
