import { argumentRows, connectionRows, fetchRows, fileRows, retryRows } from "../../provider/inputs";
import fc from "../support/property";

/** Pulumi's mark of a value that is not known yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom("", " ", "\0", "\n", "../..", "/", "~", "i-0123456789abcdef0", "5m", "1MiB", "0644", "__proto__"),
);

/** Values of every shape that a program, or a state that somebody has edited, may hold. */
const value = fc.oneof(
    { maxDepth: 2 },
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(null, undefined, UNKNOWN, Number.NaN, [], {}, [null], [[]]),
    fc.array(text, { maxLength: 4 }),
    fc.dictionary(text, text, { maxKeys: 4 }),
    fc.anything({ maxDepth: 2 }),
);

/** Right often enough that checks behind the first one are reached. */
const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
    instanceId: ["i-0123456789abcdef0"],
    create: ["true", "#!/usr/bin/env bash\ntrue"],
    commandTimeout: ["5m", "1h30m"],
    environment: [{ A: "b" }],
    acceptedExitCodes: [[0, 3]],
    maxOutput: ["1MiB"],
    connectTimeout: ["30s"],
    tries: [3],
    delay: ["10s"],
    remotePath: ["/etc/app.conf"],
    content: ["text"],
};

function recordOf(names: readonly string[], more: Readonly<Record<string, fc.Arbitrary<unknown>>> = {}) {
    const entries = names.map((name): [string, fc.Arbitrary<unknown>] => [
        name,
        more[name] ?? fc.oneof(value, fc.constantFrom(...(RIGHT[name] ?? [undefined]))),
    ]);
    return fc.record(Object.fromEntries(entries), { requiredKeys: [] });
}

const namesOf = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);

const connection = recordOf(namesOf(connectionRows));
const files = fc.array(recordOf(namesOf(fileRows)), { maxLength: 3 });

/** Arguments of a resource, of which some are right. */
export const anyArguments: fc.Arbitrary<Record<string, unknown>> = fc
    .tuple(
        recordOf(namesOf(argumentRows), {
            connection: fc.oneof(connection, value),
            files: fc.oneof(files, value),
            fetch: fc.oneof(fc.dictionary(fc.string(), fc.oneof(recordOf(namesOf(fetchRows)), value)), value),
            retry: fc.oneof(recordOf(namesOf(retryRows)), value),
        }),
        fc.dictionary(text, value, { maxKeys: 1 }),
    )
    .map(([known, other]) => ({ ...other, ...known }));

/** Arguments that are right, of which one or two are not. */
export const almostRight: fc.Arbitrary<Record<string, unknown>> = fc
    .tuple(fc.constantFrom(...namesOf(argumentRows)), value)
    .map(([name, wrong]) => ({ instanceId: "i-0123456789abcdef0", create: "true", [name]: wrong }));
