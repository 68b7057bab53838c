/** What a script has left in the file that `$PULUMI_COMMAND_OUTPUT` names, or what stands in its place. */
export type GivenValues =
    /** At most a byte more than the file may have. */
    { readonly kind: "file"; readonly bytes: Buffer } | { readonly kind: ValuesLack };

/** Why there is nothing to read: the name leads to something else, to a file of another user, or to one that its own can't read. */
export type ValuesLack = (typeof LACKS)[number];

const LACKS = ["link", "directory", "special", "foreign", "unreadable"] as const;

/** Puts together what a host tells of a run's values. Each connection that sees the run's end is told all of it. */
export interface ValuesCapture {
    begin(what: string): void;
    push(bytes: Buffer): void;
    /** Undefined: the script wrote none. */
    result(): GivenValues | undefined;
}

export function makeValuesCapture(): ValuesCapture {
    let lack: ValuesLack | undefined;
    let pieces: Buffer[] = [];
    return {
        begin: (what) => {
            pieces = [];
            lack = what === "file" ? undefined : (LACKS.find((each) => each === what) ?? "special");
        },
        push: (bytes) => {
            pieces.push(Buffer.from(bytes));
        },
        result: () =>
            lack !== undefined
                ? { kind: lack }
                : pieces.length === 0
                  ? undefined
                  : { kind: "file", bytes: Buffer.concat(pieces) },
    };
}
