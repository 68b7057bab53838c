import { ALWAYS_SECRET, REPEAT_ARGUMENTS, SECRET_OUTPUTS } from "../base/property-facts";
import type { PlacedPath } from "../files/placed-path";
import { asSecret, wrapPaths } from "./secret-envelope";
import { markSecretFiles, publicHashes } from "./secret-files";

/** What a later diff needs of contents that are secret; `__placed`, too, when it holds such a hash. */
const HIDDEN_HASHES = ["__secretHashes"];
/** What the program makes secret. */
export interface SecretsOfProgram {
    /** Paths of the arguments that are marked; undefined if that is not known. */
    readonly secretPaths: readonly string[] | undefined;
    /** Outputs that are secret by their name, such as `stdout`. */
    readonly secretOutputs: readonly string[];
}

interface Secrecy extends SecretsOfProgram {
    /** Whether all that a script printed is secret, since an argument is. */
    readonly outputIsSecret: boolean;
}

/**
 * Marks what is secret, and leaves out of what programs see each digest of it: marked as a secret inside `run` or
 * `fileHashes`, one would make the whole output a secret to the program.
 */
export function wrapSecrets(
    outputs: Record<string, unknown>,
    { secretPaths = [], secretOutputs, outputIsSecret }: Secrecy,
): Record<string, unknown> {
    const secretStreams = REPEAT_ARGUMENTS.filter((name) => outputIsSecret || secretOutputs.includes(name));
    // A short secret could be guessed from its digest.
    const digests = secretStreams.map(digestOf);
    const all = Array.isArray(outputs.__placed) ? (outputs.__placed as PlacedPath[]) : [];
    const placed = markSecretFiles(all, outputs, secretPaths);
    const hashes = publicHashes(placed);
    const shown = withoutUndefined({
        ...outputs,
        __placed: placedOrNone(placed),
        fileHashes: keepKeys(outputs.fileHashes, (path) => Object.hasOwn(hashes, path)),
        run: keepKeys(outputs.run, (name) => !digests.includes(name)),
    });
    const holdsSecretHash = placed.some(({ isSecret }) => isSecret === true);
    const hidden = [...HIDDEN_HASHES, ...(holdsSecretHash ? ["__placed"] : [])];
    const wrapped = wrapPaths(shown, [...ALWAYS_SECRET, ...SECRET_OUTPUTS, ...secretPaths, ...hidden]);
    // What `read` printed could be guessed from its digest, too.
    const secretDigests = secretStreams.includes("readStdout") ? ["__readBaseline"] : [];
    for (const key of [...secretStreams, ...secretDigests]) {
        if (wrapped[key] !== undefined) {
            wrapped[key] = asSecret(outputs[key]);
        }
    }
    return wrapped;
}

/** Whether state shows in plain text what the program has made secret since. */
export function showsSecrets(
    outputs: Readonly<Record<string, unknown>>,
    { secretPaths = [], secretOutputs }: SecretsOfProgram,
    { outputIsSecret }: Pick<Secrecy, "outputIsSecret">,
): boolean {
    const digests = secretOutputs.map(digestOf);
    const showsDigest = Object.keys(outputs.run ?? {}).some((key) => digests.includes(key));
    return showsDigest || (secretPaths.length > 0 && !outputIsSecret);
}

/** The field of `run` with the digest of a stream. */
function digestOf(stream: string): string {
    return `${stream}Sha256`;
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
