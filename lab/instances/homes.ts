import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LaunchOptions } from "./launch-options";

/** Each OS user's home: the given folder for all, else a private one for each inside the instance's folder. */
export function makeHomes(
    osUsers: readonly string[],
    folder: string,
    { home, homeFiles = {} }: Pick<LaunchOptions, "home" | "homeFiles">,
): Map<string, string> {
    return new Map(
        osUsers.map((osUser) => {
            const path = home ?? join(folder, "home", osUser);
            mkdirSync(path, { recursive: true, mode: 0o700 });
            for (const [name, text] of Object.entries(homeFiles)) {
                mkdirSync(dirname(join(path, name)), { recursive: true, mode: 0o700 });
                writeFileSync(join(path, name), text, { mode: 0o600 });
            }
            return [osUser, path];
        }),
    );
}
