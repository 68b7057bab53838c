import { mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toolPath } from "./tools";

/** What the remote side uses of a host, without what detaches a run. */
export const PLAIN_TOOLS =
    "cat chmod cut date dd df dirname echo env find grep head id ls mkdir mv printf ps rm seq sh sleep stat tail touch wc".split(
        " ",
    );

/** A PATH with nothing but these tools. */
export function pathOf(tools: readonly string[], folder = mkdtempSync(join(tmpdir(), "command-tools-"))): string {
    for (const tool of tools) {
        symlinkSync(toolPath(tool), join(folder, tool));
    }
    return folder;
}

/** A login shell in a mount namespace of its own, after `preparation`. */
export function inNamespace(preparation: string): readonly string[] {
    return ["unshare", "-m", "/usr/bin/bash", "-c", `{ ${preparation}; } >/dev/null && eval "$0"`];
}
