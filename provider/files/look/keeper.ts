/** The first directory on a path in which somebody else than root, and the one who asked, can exchange things. */
export interface Keeper {
    readonly path: string;
    readonly userId: string;
    readonly name: string;
}
