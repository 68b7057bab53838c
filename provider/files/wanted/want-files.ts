import type { Deadline } from "../../base/deadline";
import type { FileInput } from "../../inputs/inputs";

import { transferTimedOut } from "../transfer-errors";

import { listWanted } from "./list-wanted";
import type { WantedPath } from "./wanted-path";

/** Reads every source, and says what is to be on the instance. @throws {ProviderError} a source can't be read, or not in time. */
export function wantFiles(files: readonly FileInput[], deadline: Deadline): Promise<readonly WantedPath[]> {
    return deadline.race(
        () => listWanted(files),
        () => transferTimedOut(deadline),
    );
}
