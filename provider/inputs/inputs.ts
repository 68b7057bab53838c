import type { ConnectionInputs } from "./connection-kind";
import type { ParsedRows } from "./parse-rows";
import type { argumentRows } from "./property-table";

export type { ConnectionInputs } from "./connection-kind";
export type { FetchInput } from "./fetch-kind";
export type { FileSource } from "./file-source";
export type { KnownFiles } from "./known-files";
export type { FileInput } from "./parse-files";
export type HostKeyPolicy = ConnectionInputs["hostKeyPolicy"];

/** How long each operation may take, as the program set it for the resource; undefined where it set none. */
export interface TimeLimits {
    readonly createMs: number | undefined;
    readonly updateMs: number | undefined;
    readonly deleteMs: number | undefined;
    readonly readMs: number | undefined;
}

/** What a provider's configuration gives for `connection` of all its resources. */
export interface ConnectionDefaults {
    /** Checked. */
    readonly values: Readonly<Record<string, unknown>>;
    /** Paths of what is secret among them, such as `connection` or `connection.osUser`. */
    readonly secretPaths: readonly string[];
}

/** What a door tells of a resource beside its arguments. */
export interface ResourceContext {
    /** Undefined when it is not known, as with programs that use an old release. */
    readonly urn: string | undefined;
    /** The organization of the stack; undefined when it is not known. */
    readonly organization: string | undefined;
    /**
     * Paths of the arguments that the program marked secret, such as `create` or `environment.TOKEN`; undefined when that is not
     * known, and then no value is shown.
     */
    readonly secretPaths: readonly string[] | undefined;
    readonly timeLimits: TimeLimits;
    /** Outputs that the program made secret by name, such as `stdout`. */
    readonly secretOutputs: readonly string[];
    /** Whether the door takes a secret in which something is not known yet; absent where the engine marks such arguments itself. */
    readonly hidesUnknown?: boolean | undefined;
    /** Absent without any. */
    readonly connectionDefaults?: ConnectionDefaults | undefined;
    /** Whether the configuration's lists of accounts hold for the profile and the role of `connection`, too; absent: not. */
    readonly accountsAlwaysHold?: boolean;
}

/** What the check saw of directories on this machine that the engine's hash does not tell. */
export interface TreeNote {
    /** Which entries of `files` they are, by index. */
    readonly entries: readonly number[];
    /** Of paths, kinds, targets of links and executable bits; empty when a directory could not be read. */
    readonly digest: string;
    /** Remote paths of what has to be fetched before anybody knows what is in it. */
    readonly unseen: readonly string[];
}

/** Nothing beside the arguments: no name, no limits, nothing marked secret. */
export const NO_CONTEXT: ResourceContext = Object.freeze({
    urn: undefined,
    organization: undefined,
    secretPaths: Object.freeze([]),
    secretOutputs: Object.freeze([]),
    timeLimits: Object.freeze({ createMs: undefined, updateMs: undefined, deleteMs: undefined, readMs: undefined }),
});

/** The checked arguments of one resource: frozen, complete, in our units. Everything below reads this and nothing else. */
export interface Inputs extends ParsedRows<(typeof argumentRows)[number]>, ResourceContext {
    readonly secretPaths: readonly string[];
    /** Names of what in `connection` is the provider's and not the resource's own; absent: nothing is. */
    readonly fromProvider?: readonly string[];
}
