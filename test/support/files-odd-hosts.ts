import { mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalSessionSettings } from "./command-local-session";
import { inNamespace, pathOf } from "./command-odd-hosts";
import { toolPath } from "./tools";

const BUSYBOX_TOOLS =
    "cat chmod chown dd grep head id ln mkdir mv readlink rm rmdir sha256sum sleep stat tar tr wc".split(" ");

/** A host whose every tool, its shell included, is busybox. */
export const BUSYBOX_HOST: LocalSessionSettings = {
    get loginShell() {
        const busybox = toolPath("busybox");
        busyboxPath ??= linksTo(busybox, BUSYBOX_TOOLS);
        return inNamespace(`mount --bind ${busybox} /bin/sh && export PATH=${busyboxPath}`);
    },
};
let busyboxPath: string | undefined;

const FILE_TOOLS = "chmod chown dd id ln mkdir mv readlink rm rmdir stat tr".split(" ");

/** A host with the least that placing files needs, and `more`. */
export function bareHost(more: readonly string[]): LocalSessionSettings {
    return { environment: { PATH: pathOf([...FILE_TOOLS, ...more]), HOME: "/" } };
}

function linksTo(program: string, names: readonly string[]): string {
    const folder = mkdtempSync(join(tmpdir(), "files-tools-"));
    for (const name of names) {
        symlinkSync(program, join(folder, name));
    }
    return folder;
}
