import { posix } from "node:path";

/** Parents before what is in them, each with all below it before the next. */
export function inTreeOrder(paths: Iterable<string>): string[] {
    const keyed = [...new Set(paths)].map((path) => [path.replaceAll("/", "\0"), path] as const);
    return keyed.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, path]) => path);
}

/** A path's directories, the root left out, and the path itself. */
export function prefixesOf(path: string): string[] {
    const names = path.split("/").filter(Boolean);
    return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`);
}

/** The directories that the paths are in, parents first, without the root. */
export function directoriesAbove(paths: readonly string[]): string[] {
    return [...new Set(paths.flatMap((path) => prefixesOf(posix.dirname(path))))].sort();
}

/** True for a path itself and for everything below it. */
export function isWithin(path: string, ancestor: string): boolean {
    return path === ancestor || path.startsWith(`${ancestor}/`);
}
