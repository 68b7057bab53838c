import type { Check, Expectation } from "./checker";
import type { Shape } from "./shape";

/** What arguments of one kind have in common: their type, and how a value is checked and parsed. */
export interface ValueKind<Parsed> {
    /** The type as the reference shows it, in Markdown. */
    readonly type: string;
    /** What a program may give, in TypeScript, apart from an outermost `pulumi.Input`. */
    readonly inputType: string;
    /** The same as an output holds it. */
    readonly outputType: string;
    readonly shape: Shape;
    /** What is accepted, where the type does not say it all. */
    readonly expectation: Expectation | undefined;
    readonly check: Check;
    /** A checked value in our units, frozen; undefined for none, and for one of another type. `name` is for the error. */
    readonly parse: (value: unknown, name: string) => Parsed | undefined;
}

/** A kind, frozen. */
export function valueKind<Parsed>(kind: ValueKind<Parsed>): ValueKind<Parsed> {
    return Object.freeze(kind);
}

/** The value when it is a text, else undefined. */
export function textOrNothing(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
