import { existsSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Has Node.js keep what it compiles from here on in the user's cache folder, and use it at the next start. Does nothing where others could
 * change what is kept: it is run as this user.
 */
export function keepCompiled(
    environment: Readonly<Record<string, string | undefined>> = process.env,
    enable: (folder: string) => unknown = enableCompileCache,
): void {
    const folder = join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "ec2-instance-connect");
    try {
        if (isOurs(folder)) {
            // Not recursively: Node.js never comes back from a file system that takes no directory and says that the parent is missing.
            makeFolder(dirname(folder));
            makeFolder(folder);
            // Also where links lead.
            if (isOurs(realpathSync(folder))) {
                enable(folder);
            }
        }
    } catch {
        // It is faster with it, and works without.
    }
}

function makeFolder(path: string): void {
    if (!existsSync(path)) {
        mkdirSync(path, { mode: 0o700 });
    }
}

const OTHERS_MAY_WRITE = 0o022;
const STICKY = 0o1000;

/** Whether nobody but this user and root can change what the path leads to; what does not exist yet is made by this user. */
function isOurs(path: string): boolean {
    const userId = process.getuid?.();
    if (userId === undefined) {
        return true;
    }
    const facts = statSync(path, { throwIfNoEntry: false });
    const isSafe =
        facts === undefined ||
        ([0, userId].includes(facts.uid) && ((facts.mode & OTHERS_MAY_WRITE) === 0 || (facts.mode & STICKY) !== 0));
    return isSafe && (dirname(path) === path || isOurs(dirname(path)));
}
