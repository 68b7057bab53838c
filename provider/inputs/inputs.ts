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
    /** Assumed in place of the stack's roles. */
    readonly assumeRole: AssumeRoleInputs | undefined;
    readonly hostKeyPolicy: HostKeyPolicy;
    /** OpenSSH public key lines or `SHA256:` fingerprints, as the program gave them. */
    readonly hostKeys: readonly string[];
    /** Type of the fresh key of each connection; without meaning when `privateKey` is given. */
    readonly keyType: "ed25519" | "rsa-4096";
    readonly privateKey: string | undefined;
    readonly passphrase: string | undefined;
    readonly connectTimeoutMs: number;
}

export interface AssumeRoleInputs {
    readonly roleArn: string;
    readonly externalId: string | undefined;
    readonly sessionName: string | undefined;
}

export type Route = "auto" | "public" | "private" | "ipv6";
export type HostKeyPolicy = "auto" | "pinned" | "trust-on-first-use" | "off";
export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

/** Where the content of a file or a directory tree comes from. */
export type FileSource =
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "path" | "archive-path"; readonly path: string }
    /** With the hash of the content that the engine found there. */
    | { readonly kind: "uri"; readonly uri: string; readonly sha256?: string }
    | { readonly kind: "archive-uri"; readonly uri: string }
    | { readonly kind: "assets"; readonly entries: readonly (readonly [name: string, source: FileSource])[] };

/** One entry of `files`. */
export interface FileInput {
    /** Where the program wrote it, such as `files[2]`. */
    readonly argumentPath: string;
    readonly remotePath: string;
    /** Undefined in what state recorded. */
    readonly source: FileSource | undefined;
    readonly mode: number | undefined;
    readonly owner: string | undefined;
    readonly group: string | undefined;
    readonly onDelete: "keep" | "remove";
}

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
    readonly files: readonly FileInput[];
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
    /** How long to wait for cloud-init before anything else; undefined: not at all. */
    readonly waitForCloudInitMs: number | undefined;
    /** One such script at a time on the instance. */
    readonly exclusive: boolean;
    /** What a cancelled `up` does with a script that runs. */
    readonly onInterrupt: "detach" | "stop";
    readonly connection: ConnectionInputs;
    /** The resource's URN, from the hidden input `__urn`; undefined when an old program did not send it. */
    readonly urn: string | undefined;
    /** The organization of the stack, from the hidden input `__organization`; undefined when an old program did not send it. */
    readonly organization: string | undefined;
    readonly customTimeouts: CustomTimeouts;
    /** Paths of the arguments that the program marked secret, such as `create` or `environment.TOKEN`. */
    readonly secretPaths: readonly string[];
}
