import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Each OS user's home: the given folder for all, else a private one for each inside the instance's folder. */
export function makeHomes(osUsers: readonly string[], folder: string, home: string | undefined): Map<string, string> {
    return new Map(
        osUsers.map((osUser) => {
            const path = home ?? join(folder, "home", osUser);
            mkdirSync(path, { recursive: true, mode: 0o700 });
            return [osUser, path];
        }),
    );
}
