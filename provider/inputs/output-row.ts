import type { Shape } from "./shape";

/** One output of the resource, or one field of its `run`. */
export interface OutputRow {
    readonly name: string;
    /** Its type in TypeScript. */
    readonly type: string;
    readonly shape: Shape;
    /** The hover text. */
    readonly doc: string;
    /** Whether it may repeat what an argument said: it is encrypted if the program marks any of them as secret. */
    readonly repeatsArguments: boolean;
    /** Always encrypted in state, as a whole. */
    readonly secret: boolean;
}

/** A row of an output that this version writes, that is no secret and repeats none, unless it says otherwise. */
export function outputRow(row: Pick<OutputRow, "name" | "type" | "doc"> & Partial<OutputRow>): OutputRow {
    const shape = SHAPES.get(row.type.replace(/ \| undefined$/, "")) ?? "any";
    return Object.freeze({ repeatsArguments: false, secret: false, shape, ...row });
}

/** Of the types that tell it by themselves. */
const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
    ["string", "text"],
    ["boolean", "boolean"],
    ["number", "number"],
    ["string[]", { listOf: "text" }],
    ["Record<string, string>", { mapOf: "text" }],
    ["Record<string, any>", { mapOf: "any" }],
    ["RunInfo", { object: "RunInfo" }],
]);
