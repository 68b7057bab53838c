import { posix } from "node:path";

/** The directory beside a target in which files are made ready: only the user that writes can look into it. */
export function stageOf(path: string, stageName: string): string {
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

/** Every directory in which a resource may have made something ready, by the paths that it puts or has put. */
export function stagesFor(paths: readonly string[], stageName: string): string[] {
    return [...new Set(paths.map((path) => stageOf(path, stageName)))];
}
