import type { Wording } from "../base/words";

/** What a look has found. */
export interface Finding {
    /** `cause`: it keeps people out. `suspicion`: it may. `fact`: what somebody who looks for the cause wants to know. */
    readonly certainty: "cause" | "suspicion" | "fact";
    /** What it is about, in a word or two. */
    readonly about: string;
    /** One sentence, without a full stop. */
    readonly sentence: string;
    /** What to change; only of causes and suspicions. */
    readonly remedy?: Wording;
}
