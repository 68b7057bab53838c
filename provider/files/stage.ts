import { posix } from "node:path";

/** The directory beside a target in which files are made ready: only the user that writes can look into it. */
function stageOf(path: string, stageName: string): string {
    return posix.join(posix.dirname(path), stageName);
}

/** Where a file is made ready. */
export function stagedOf(path: string, stageName: string): string {
    return posix.join(stageOf(path, stageName), posix.basename(path));
}

/** Where a file that is made ready will be. */
export function targetOf(stagedPath: string): string {
    return posix.join(posix.dirname(posix.dirname(stagedPath)), posix.basename(stagedPath));
}
