/** A path to ask for, with the target that a link there should have. */
export interface Question {
    readonly path: string;
    readonly target?: string;
    /** Whether something may have to be done at it: others are no more than on the way. */
    readonly isEssential: boolean;
    /** Whether it is to be a directory, or was put there as one: a host is asked for many files at once faster alone. */
    readonly isDirectory?: boolean;
}

export interface Questions {
    readonly questions: readonly Question[];
    /** Where stages may have been left, and how their names begin. */
    readonly leftover: { readonly prefix: string; readonly directories: readonly string[] };
    /** Whether owners are to be given that the user who signs in may not be able to give. */
    readonly needsRoot: boolean;
}
