import type { HostFacts } from "./host-facts";
import type { Keeper } from "./keeper";
import type { Leftover } from "./leftover";

/** What one user of the host said of it. */
export interface Sight {
    readonly userId: string;
    readonly name: string;
    readonly groups: readonly string[];
    readonly hasTar: boolean;
    readonly hasGzip: boolean;
    readonly facts: ReadonlyMap<string, HostFacts>;
    /** Paths that the user may write, whether it looked at them or not. */
    readonly mayWrite: ReadonlySet<string>;
    readonly leftovers: readonly Leftover[];
    /** The directory on the way to what is in `directory` that others can change. */
    keeperOf(directory: string): Keeper | undefined;
    readonly sudoRefusal: string | undefined;
}
