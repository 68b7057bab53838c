import { existsSync, mkdirSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of the programs, in the folder of a host. */
export const PROGRAM_FOLDER = "sbin";
/** Written by the programs, in the folder of a host. */
const REQUEST = "reboot-requested";

/**
 * Makes `reboot` and `shutdown` for an instance with a view of its own of the machine: only root may call them.
 * @returns ends the wait for a call.
 */
export function makeRebootPrograms(folder: string, innerFolder: string, onCall: () => void): () => void {
    const call = `: >${innerFolder}/${REQUEST} || exit 1`;
    writePrograms(folder, {
        reboot: call,
        shutdown: `case " $* " in *' -r '*) ${call};; *) echo "Only shutdown -r works here." >&2; exit 1;; esac`,
    });
    const watcher = watch(folder, () => {
        if (!existsSync(join(folder, REQUEST))) return;
        watcher.close();
        onCall();
    });
    return () => watcher.close();
}

/**
 * Makes programs that refuse a reboot, for an instance that is this machine itself. They come first on its PATH; root may still
 * call others by their paths.
 * @returns what the PATH has to begin with.
 */
export function makeRebootRefusals(folder: string): string {
    const refuse =
        'echo "This instance of the lab is the machine that the lab runs on, so it is not rebooted." >&2; exit 1';
    writePrograms(folder, {
        reboot: refuse,
        shutdown: refuse,
        // Sudo looks for programs in places of its own.
        ...(existsSync("/usr/bin/sudo") && {
            sudo: `for word do case $word in reboot|shutdown) ${refuse};; esac; done\nexec /usr/bin/sudo "$@"`,
        }),
    });
    return join(folder, PROGRAM_FOLDER);
}

function writePrograms(folder: string, programs: Readonly<Record<string, string>>): void {
    mkdirSync(join(folder, PROGRAM_FOLDER), { mode: 0o700, recursive: true });
    for (const [name, text] of Object.entries(programs)) {
        writeFileSync(join(folder, PROGRAM_FOLDER, name), `#!/bin/sh\n${text}\n`, { mode: 0o700 });
    }
}
