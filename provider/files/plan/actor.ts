/** Who does a part of the work on the host: never more than the directory that it is in allows. */
export interface Actor {
    readonly kind: "login" | "root" | "owner";
    /** Empty where no more than a name is known. */
    readonly userId: string;
    readonly name: string;
    /** Its groups by number and by name; undefined where they are not known. */
    readonly groups: readonly string[] | undefined;
}

/** Whether a name or number of a program means this user. */
export function isActor(owner: string, { userId, name }: Pick<Actor, "userId" | "name">): boolean {
    return owner === name || (userId !== "" && owner === userId);
}
