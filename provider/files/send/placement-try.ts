import type { Clock } from "../../base/clock";
import type { Host } from "../../host/host";
import type { PlacementShare } from "../plan/work";
import type { PieceLedger } from "./piece-ledger";
import type { OnBytes } from "./progress";

/** One connection's try to do what one user of the host is to do. */
export interface PlacementTry {
    readonly share: PlacementShare;
    readonly useTar: boolean;
    /** False also where it is not known: root may have other tools than the user that was asked. */
    readonly hasGzip: boolean;
    /** Of this connection alone: one that was cut may still be at work in its own. */
    readonly stageName: string;
    /** Of the connections of this operation before this one. */
    readonly earlierStages: readonly string[];
    readonly host: Host;
    readonly ledger: PieceLedger;
    readonly clock: Clock;
    readonly onBytes: OnBytes;
    /** `placed` and `written`: the try was worth it. */
    readonly onReport: (word: string) => void;
    readonly signal: AbortSignal;
}
