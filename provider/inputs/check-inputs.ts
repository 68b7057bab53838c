import { checkProperties } from "./check-properties";
import { type CheckFailure, checkFailure } from "./checker";
import { explainDefaults, secretDefaults, withConnectionDefaults } from "./connection-defaults";
import { NO_CONTEXT, type ResourceContext } from "./inputs";
import { readsScriptFromStdin } from "./interpreter-kind";
import { argumentRows, connectionRows, outputRows } from "./property-table";
import { findSecrets } from "./secret-paths";
import { isUnknown } from "./unknown";

/** Names that programs write at the top though they belong elsewhere. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
    ...outputRows.map(({ name }) => [name, `${name} is an output`] as const),
    ...connectionRows.map(({ name }) => [name, `it belongs in connection: connection.${name}`] as const),
]);

/**
 * Every failure of the arguments at once, each one line at the path where the program wrote it; an empty list when all is
 * right. Unknown values pass. Contacts nobody, never throws, and never shows a secret.
 */
export function checkInputs(
    given: Record<string, unknown>,
    context: Pick<ResourceContext, "secretPaths" | "connectionDefaults"> = NO_CONTEXT,
): CheckFailure[] {
    const defaulted = withConnectionDefaults(given, context);
    const { raw } = defaulted;
    const { secretPaths, connectionDefaults } = context;
    const isSecret = findSecrets(secretPaths && [...secretPaths, ...secretDefaults(connectionDefaults, defaulted)]);
    const failures = [
        ...checkProperties(raw, argumentRows, (name) => name, isSecret, ELSEWHERE),
        ...checkSomethingToDo(raw),
        ...checkStdinIsFree(raw),
    ];
    return explainDefaults(failures, defaulted, isSecret);
}

/** An interpreter that reads the script from its standard input can't have another one. */
function checkStdinIsFree({ interpreter, stdin }: Record<string, unknown>): CheckFailure[] {
    if (
        !readsScriptFromStdin(interpreter) ||
        stdin === undefined ||
        stdin === null ||
        stdin === "" ||
        isUnknown(stdin)
    ) {
        return [];
    }
    const reason =
        'expected no stdin, since interpreter ends with "-" and the script itself is the standard input; got both.';
    return [{ property: "stdin", reason }];
}

function checkSomethingToDo({ create, files, fetch }: Record<string, unknown>): CheckFailure[] {
    const isGiven = (value: unknown) => value !== undefined && value !== null;
    const hasFiles = Array.isArray(files) ? files.length > 0 : isGiven(files);
    const isMap = typeof fetch === "object" && fetch !== null && !isUnknown(fetch);
    const hasFetch = isMap ? Object.keys(fetch).length > 0 : isGiven(fetch);
    if (hasFiles || hasFetch || isGiven(create)) {
        return [];
    }
    return [
        checkFailure(
            "create",
            { expected: "a script, or files, or fetch", example: '"systemctl restart app"' },
            "neither",
        ),
    ];
}
