import type { Shell } from "../../host/shell";
import type { PieceLedger } from "./piece-ledger";
import type { NumberOf } from "./print-tool-calls";
import type { OnBytes } from "./progress";
import type { Workplace } from "./workplace";
import type { Zipper } from "./zipper";

/** Everything that sending needs of its surroundings. */
export interface SendPorts {
    readonly workplace: Workplace;
    readonly shell: Shell;
    readonly numberOf: NumberOf;
    /** Whether many small files may go as one archive. */
    readonly useTar: boolean;
    readonly ledger: PieceLedger;
    /** Shells beside the main one that write large files, in the same workplace; none where the host has no more. */
    readonly lanes: () => Promise<readonly Shell[]>;
    readonly zipper: Zipper;
    readonly onBytes: OnBytes;
}
