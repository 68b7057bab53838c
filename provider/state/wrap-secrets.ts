import { ALWAYS_SECRET, REPEAT_ARGUMENTS } from "../base/property-facts";
import type { PlacedPath } from "../files/placed-path";
import { asSecret, wrapPaths } from "./secret-envelope";
import { markSecretFiles, publicHashes } from "./secret-files";

/** What a later diff needs of contents that are secret; `__placed`, too, when it holds such a hash. */
const HIDDEN_HASHES = ["__secretHashes"];
/** Digests in the output `run` of what may be secret: a short secret could be guessed from one. */
const DIGESTS = ["stdoutSha256", "stderrSha256"];

/**
 * Marks what is secret, and leaves out of what programs see each digest of it: marked as a secret inside `run` or
 * `fileHashes`, one would make the whole output a secret to the program.
 */
export function wrapSecrets(
    outputs: Record<string, unknown>,
    outputIsSecret: boolean,
    secretPaths: readonly string[],
): Record<string, unknown> {
    const all = Array.isArray(outputs.__placed) ? (outputs.__placed as PlacedPath[]) : [];
    const placed = markSecretFiles(all, outputs, secretPaths);
    const hashes = publicHashes(placed);
    const shown = withoutUndefined({
        ...outputs,
        __placed: placedOrNone(placed),
        fileHashes: keepKeys(outputs.fileHashes, (path) => Object.hasOwn(hashes, path)),
        run: outputIsSecret ? keepKeys(outputs.run, (name) => !DIGESTS.includes(name)) : outputs.run,
    });
    const holdsSecretHash = placed.some(({ isSecret }) => isSecret === true);
    const hidden = [...HIDDEN_HASHES, ...(holdsSecretHash ? ["__placed"] : [])];
    const wrapped = wrapPaths(shown, [...ALWAYS_SECRET, ...secretPaths, ...hidden]);
    for (const key of outputIsSecret ? REPEAT_ARGUMENTS : []) {
        if (wrapped[key] !== undefined) {
            wrapped[key] = asSecret(outputs[key]);
        }
    }
    return wrapped;
}

/** Absent rather than empty. */
export function placedOrNone(placed: readonly PlacedPath[]): readonly PlacedPath[] | undefined {
    return placed.length === 0 ? undefined : placed;
}

function keepKeys(value: unknown, isKept: (key: string) => boolean): unknown {
    return typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).filter(([key]) => isKept(key)))
        : value;
}

/** The engine's wire format has no `undefined`: a key with it fails the whole answer. */
export function withoutUndefined(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
