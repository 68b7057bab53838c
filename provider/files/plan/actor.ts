/** Who does a part of the work on the host: never more than the directory that it is in allows. */
export interface Actor {
    readonly kind: "login" | "root" | "owner";
    /** Empty where no more than a name is known. */
    readonly userId: string;
    readonly name: string;
    /** Its groups by number and by name; undefined where they are not known. */
    readonly groups: readonly string[] | undefined;
}

/** The first directory on a path in which somebody else than root, and the one who asked, can exchange things. */
export interface Keeper {
    readonly path: string;
    readonly userId: string;
    readonly name: string;
}

/** Whether a name or number of a program means this user. */
export function isActor(owner: string, { userId, name }: Pick<Actor, "userId" | "name">): boolean {
    return owner === name || (userId !== "" && owner === userId);
}

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
