import { join } from "node:path";

/** The words that run this command again, wherever it is started from. */
export function ownCommand(): string[] {
    return [process.execPath, join(__dirname, "main.js")];
}
