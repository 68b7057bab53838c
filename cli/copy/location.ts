import { basename } from "node:path";
import { parseAnyTarget } from "../target";
import { UsageError } from "../usage-error";

/** One end of a copy, as the command line names it. */
export type Location =
    | { readonly kind: "here"; readonly path: string }
    | { readonly kind: "there"; readonly host: string; readonly path: string };

export type RemoteLocation = Location & { readonly kind: "there" };

/** What stands before and behind the colon of `[user@]HOST:PATH`, where HOST may be `tag:KEY=VALUE`; undefined for a path of here. */
export function splitHost(text: string): { readonly host: string; readonly path: string } | undefined {
    const [, tagged, below] = /^((?:[^/:]*@)?tag:[^=:]+=[^:]+):(.*)$/s.exec(text) ?? [];
    if (tagged !== undefined && below !== undefined) {
        return { host: tagged, path: below };
    }
    const [, host, path] = /^([^/:]+):(.*)$/s.exec(text) ?? [];
    return host === undefined || path === undefined ? undefined : { host, path };
}

/**
 * Reads a path as scp does: what has a colon before its first slash is on an instance, `[user@]i-…:path`.
 * @throws {UsageError} what stands before the colon can be no instance.
 */
export function parseLocation(text: string): Location {
    const there = splitHost(text);
    if (there === undefined) {
        if (text === "") {
            throw new UsageError("a path is empty");
        }
        return { kind: "here", path: text };
    }
    try {
        parseAnyTarget(there.host);
    } catch (error) {
        const hint = `A file here with a colon in its name is ./${text}`;
        throw error instanceof UsageError ? new UsageError(`${error.message}. ${hint}`) : error;
    }
    return { kind: "there", ...there };
}

/** What is to be copied where: sources of one side, and a destination of the other. */
export type CopyOrder =
    | { readonly direction: "up"; readonly sources: readonly string[]; readonly destination: RemoteLocation }
    | { readonly direction: "down"; readonly sources: readonly RemoteLocation[]; readonly destination: string };

/**
 * Reads the paths of a command line, of which the last one is the destination.
 * @throws {UsageError} they are not of two sides.
 */
export function parseCopy(paths: readonly string[]): CopyOrder {
    const locations = paths.map(parseLocation);
    const destination = locations.at(-1);
    const sources = locations.slice(0, -1);
    if (destination === undefined || sources.length === 0) {
        throw new UsageError("expected at least one source and a destination: cp SOURCE… DESTINATION");
    }
    const remote = sources.filter((source) => source.kind === "there");
    if (destination.kind === "there") {
        if (remote.length > 0) {
            throw new UsageError(
                "can't copy from one instance to another: they have no way to each other that this command opens. Copy to a folder here first, and from there",
            );
        }
        return { direction: "up", sources: sources.map(({ path }) => path), destination };
    }
    if (remote.length === 0) {
        throw new UsageError("neither end is on an instance: write i-…:path for a path there");
    }
    if (remote.length < sources.length) {
        throw new UsageError("some sources are here, where the destination is, too: write i-…:path for a path there");
    }
    return { direction: "down", sources: remote, destination: destination.path };
}

/** The name under which a source lands in a directory; undefined for one that is named by no name, whose contents land there. */
export function nameOf(path: string): string | undefined {
    const name = basename(path);
    return ["", ".", "..", "~", "/"].includes(name) ? undefined : name;
}

/**
 * The name under which something lands that an instance has found for a source, which may be a pattern. Undefined for a name that was not asked
 * for: whoever answers there does not choose what is written here.
 */
export function nameOfFound(source: string, found: string): string | undefined {
    const wanted = basename(source);
    const name = basename(found);
    if (!/[*?[]/.test(source)) {
        return wanted;
    }
    return name === wanted || (nameOf(name) !== undefined && matches(name, wanted)) ? name : undefined;
}

/** Whether a shell may take the name for the pattern: of a set of characters only that it is one is looked at. */
function matches(name: string, pattern: string): boolean {
    const part = /\[[!^]?\]?(?:\[:\w+:\]|[^\]])*\]|\\?([\s\S])/gu;
    const expression = pattern.replace(part, (text, one?: string) => {
        const isWild = one === undefined || text === "?";
        return isWild ? "." : text === "*" ? ".*" : (one ?? "").replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");
    });
    const isHidden = name.startsWith(".") && !pattern.startsWith(".");
    return !isHidden && new RegExp(`^${expression}$`, "su").test(name);
}
