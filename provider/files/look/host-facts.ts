/** What stands at a path of the host. */
export interface HostFacts {
    /** `unseen`: it can't be looked at without being led elsewhere. */
    readonly kind: "absent" | "file" | "directory" | "link" | "other" | "unreadable" | "unseen";
    /** Whether the user that signs in may put something there without sudo. */
    readonly mayWrite: boolean;
    readonly mode: number;
    readonly userId: string;
    readonly groupId: string;
    readonly owner: string;
    readonly group: string;
    readonly sizeBytes: number;
    readonly linkCount: number;
    /** Of a file that could be read. */
    readonly sha256: string;
    /** Of a link: whether it leads where the question said. */
    readonly sameTarget: boolean;
}

/** Of a path at which there is nothing. */
export const ABSENT: HostFacts = {
    kind: "absent",
    mayWrite: false,
    mode: 0,
    userId: "",
    groupId: "",
    owner: "",
    group: "",
    sizeBytes: 0,
    linkCount: 1,
    sha256: "",
    sameTarget: false,
};

/** Of a path that nobody could look at. */
export const UNSEEN: HostFacts = { ...ABSENT, kind: "unseen" };
