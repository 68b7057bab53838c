import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeFileSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";

/** What answers sshd's AuthorizedKeysCommand. */
export interface KeyGate {
    close(): void;
}

/** Name of the script that sshd runs by `/bin/sh`, in the instance's folder. */
export const KEY_SCRIPT = "authorized-keys.sh";

const END = ".";

/**
 * Asks the lab through named pipes, so that each look costs a shell and nothing more. The script keeps its own pipe open for
 * both directions: so the lab never waits for it.
 */
const SCRIPT = `cd "$(dirname "$0")" || exit 1
mkfifo -m 600 "answer.$$" || exit 1
exec 3<>"answer.$$"
printf '%s %s\\n' "$$" "$1" >questions
while IFS= read -r line <&3; do
    [ "$line" = "${END}" ] && break
    printf '%s\\n' "$line"
done
rm -f "answer.$$"
`;

/** Answers the questions of an instance's sshd for the authorized keys of an OS user. */
export function openKeyGate(folder: string, answer: (osUser: string) => Promise<readonly string[]>): KeyGate {
    writeFileSync(join(folder, KEY_SCRIPT), SCRIPT, { mode: 0o600 });
    const path = join(folder, "questions");
    execFileSync("mkfifo", ["-m", "600", path]);
    // Open for both directions, or the pipe would end whenever no script has it open.
    const pipe = new Socket({
        fd: openSync(path, constants.O_RDWR | constants.O_NONBLOCK),
        readable: true,
        writable: false,
    });
    let rest = "";
    pipe.on("data", (chunk: Buffer) => {
        const lines = (rest + chunk.toString()).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
            const [processId = "", osUser = ""] = line.split(" ");
            void answer(osUser).then((keys) => sendAnswer(join(folder, `answer.${processId}`), keys));
        }
    });
    pipe.on("error", () => undefined);
    return { close: () => pipe.destroy() };
}

function sendAnswer(path: string, keys: readonly string[]): void {
    try {
        const descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
        writeSync(descriptor, [...keys, END, ""].join("\n"));
        closeSync(descriptor);
    } catch {
        // The script is gone, because its connection is.
    }
}
