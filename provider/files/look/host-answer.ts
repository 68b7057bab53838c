import type { HostFacts } from "./host-facts";
import type { Leftover } from "./leftover";
import type { Sight } from "./sight";

/** What the host said of all that was asked, whoever looked. */
export interface HostAnswer {
    readonly facts: ReadonlyMap<string, HostFacts>;
    /** What cut transfers of the same resource left. */
    readonly leftovers: readonly Leftover[];
    /** The user that signs in. */
    readonly login: Sight;
    /** Root, where it was needed and may be had. */
    readonly root: Sight | undefined;
    /** Those who can exchange what is at paths that only root could write otherwise, by number. */
    readonly owners: ReadonlyMap<string, Sight>;
    /** What sudo said when it was needed and refused. */
    readonly sudoRefusal: string | undefined;
}
