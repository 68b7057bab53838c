import type { HostAnswer } from "../look/host-answer";
import type { ActorChoice } from "./choose-actor";
import type { FactsOf } from "./facts-of";

/** What the plan of each path is made on. */
export interface Ground {
    readonly factsOf: FactsOf;
    readonly choice: ActorChoice;
    readonly login: HostAnswer["login"];
}
