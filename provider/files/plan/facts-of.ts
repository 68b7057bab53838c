import type { HostFacts } from "../look/host-facts";

/** What stands at a path, or will once all that gives way is gone. */
export type FactsOf = (path: string) => HostFacts;
