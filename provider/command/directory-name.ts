import { createHash } from "node:crypto";

/** A run id that could mean something to a shell or a file system is replaced by its hash. */
export function directoryNameOf(runId: string): string {
    return /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/.test(runId) ? runId : createHash("sha256").update(runId).digest("hex");
}
