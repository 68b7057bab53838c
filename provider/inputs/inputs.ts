import type { ConnectionInputs } from "./connection-kind";
import type { ParsedRows } from "./parse-rows";
import type { argumentRows } from "./property-table";

export type { ConnectionInputs } from "./connection-kind";
export type { FileSource } from "./file-source";
export type { FileInput } from "./parse-files";
export type HostKeyPolicy = ConnectionInputs["hostKeyPolicy"];

/** Limits that the program set with the `customTimeouts` resource option; undefined where it set none. */
export interface CustomTimeouts {
    readonly createMs: number | undefined;
    readonly updateMs: number | undefined;
    readonly deleteMs: number | undefined;
    readonly readMs: number | undefined;
}

/** What the program's side of this package sends beside the arguments. */
interface HiddenInputs {
    /** The resource's URN, from the hidden input `__urn`; undefined when an old program did not send it. */
    readonly urn: string | undefined;
    /** The organization of the stack, from the hidden input `__organization`; undefined when an old program did not send it. */
    readonly organization: string | undefined;
    readonly customTimeouts: CustomTimeouts;
    /** Paths of the arguments that the program marked secret, such as `create` or `environment.TOKEN`. */
    readonly secretPaths: readonly string[];
}

/** The checked arguments of one resource: frozen, complete, in our units. Everything below reads this and nothing else. */
export interface Inputs extends ParsedRows<(typeof argumentRows)[number]>, HiddenInputs {}
