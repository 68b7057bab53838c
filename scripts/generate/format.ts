import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** TypeScript as `npm run format` leaves it. */
export function formatTypeScript(root: string, path: string, text: string): string {
    const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
    const options = { cwd: root, input: text, encoding: "utf8" } as const;
    return execFileSync(process.execPath, [biome, "format", `--stdin-file-path=${path}`], options);
}
