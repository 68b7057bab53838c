import type { RemoteFacts } from "../../provider/files";
import type { Reporter } from "./reporter";

/** How is copied, whichever way. */
export interface CopySettings {
    readonly recursive: boolean;
    readonly preserves: boolean;
    readonly reporter: Reporter;
}

/** A file of the instance and where it goes. */
export interface DownloadJob {
    readonly from: RemoteFacts;
    readonly to: string;
}
