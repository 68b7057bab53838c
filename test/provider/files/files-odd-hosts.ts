import { chmodSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalSessionSettings } from "../../support/command-local-session";
import { inNamespace, pathOf } from "../../support/command-odd-hosts";
import { toolPath } from "../../support/tools";

const BUSYBOX_TOOLS =
    "cat chmod chown dd grep head id ln mkdir mv od readlink rm rmdir sha256sum sleep stat tar tr wc".split(" ");

/** A host whose every tool, its shell included, is busybox. */
export const BUSYBOX_HOST: LocalSessionSettings = {
    get loginShell() {
        const busybox = toolPath("busybox");
        busyboxPath ??= linksTo(busybox, BUSYBOX_TOOLS);
        return inNamespace(`mount --bind ${busybox} /bin/sh && export PATH=${busyboxPath}`);
    },
};
let busyboxPath: string | undefined;

/** The same, where root can become another user. */
export const BUSYBOX_HOST_WITH_SU: LocalSessionSettings = {
    loginShell: inNamespace(
        `mount --bind /usr/bin/busybox /bin/sh && export PATH=${linksTo("/usr/bin/busybox", BUSYBOX_TOOLS)}:${pathOf(["su"], makeFolder())}`,
    ),
};

const FILE_TOOLS = "chmod chown dd id ln mkdir mv readlink rm rmdir stat tr".split(" ");

/** A host with the least that placing files needs, and `more`. */
export function bareHost(more: readonly string[]): LocalSessionSettings {
    return { environment: { PATH: pathOf([...FILE_TOOLS, ...more], makeFolder()), HOME: "/" } };
}

/** A folder of tools is open to all users. */
function makeFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "files-tools-"));
    chmodSync(folder, 0o755);
    return folder;
}

function linksTo(program: string, names: readonly string[]): string {
    const folder = makeFolder();
    for (const name of names) {
        symlinkSync(program, join(folder, name));
    }
    return folder;
}
