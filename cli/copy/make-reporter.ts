import { terminalText } from "../../provider/base/terminal-text";
import type { CopyFailure } from "./file-error";
import { printBytes } from "./print-bytes";
import { printBar } from "./progress-bar";
import type { CopiedFile, Reporter } from "./reporter";

/** What is shown: a line that is redrawn, a line for each file, one JSON object at the end, or errors only. */
export type ReportKind = "bar" | "lines" | "json" | "quiet";

/** Of a stream to a terminal, as far as a reporter uses it. */
interface Output {
    write(text: string): unknown;
    readonly columns?: number | undefined;
}

interface ReporterPorts {
    readonly stdout: Output;
    readonly stderr: Output;
    readonly monotonicMs: () => number;
}

const INTERVAL_MS = 100;

/** Tells the user how a copy goes. The bar and the errors are on standard error. */
export function makeReporter(kind: ReportKind, { stdout, stderr, monotonicMs }: ReporterPorts): Reporter {
    const startedAt = monotonicMs();
    const copied: CopiedFile[] = [];
    const failures: CopyFailure[] = [];
    let drawnAt = Number.NEGATIVE_INFINITY;
    let isDrawn = false;
    const now = { name: "", files: 0, done: 0, total: 0 };

    const draw = (isLast = false) => {
        const at = monotonicMs();
        if (kind !== "bar" || (!isLast && at - drawnAt < INTERVAL_MS)) {
            return;
        }
        drawnAt = at;
        isDrawn = true;
        const name = now.files > 1 ? `${copied.length}/${now.files} ${now.name}` : now.name;
        stderr.write(`\r${printBar({ ...now, name, elapsedMs: at - startedAt, isLast }, stderr.columns)}`);
    };
    /** A line of its own, above the bar. */
    const say = (line: string) => {
        stderr.write(isDrawn ? `\r${" ".repeat(Math.max(0, (stderr.columns ?? 80) - 1))}\r${line}\n` : `${line}\n`);
        isDrawn = false;
        drawnAt = Number.NEGATIVE_INFINITY;
    };
    return {
        expect: (files, bytes) => {
            now.files += files;
            now.total += bytes;
            draw();
        },
        begin: (name) => {
            now.name = printName(name);
            draw();
        },
        add: (bytes) => {
            now.done += bytes;
            draw();
        },
        set: (doneBytes, totalBytes) => {
            [now.done, now.total] = [doneBytes, totalBytes];
            draw();
        },
        copied: (file) => {
            copied.push(file);
            if (kind === "lines") {
                stdout.write(`${printName(file.from)} -> ${printName(file.to)}  ${printBytes(file.sizeBytes)}\n`);
            }
            draw();
        },
        failed: (failure) => {
            failures.push(failure);
            if (kind !== "json") {
                say(`${printName(failure.path)}: ${terminalText(failure.reason)}`);
            }
        },
        note: (text) => {
            if (kind === "bar" || kind === "lines") {
                say(terminalText(text));
            }
        },
        end: () => {
            if (kind === "json") {
                stdout.write(`${JSON.stringify({ copied, failed: failures }, undefined, 2)}\n`);
            } else if (kind === "bar" && copied.length > 0) {
                draw(true);
                stderr.write("\n");
            } else if (isDrawn) {
                stderr.write("\n");
            }
        },
        failures: () => failures.length,
    };
}

/** A path on one line, without a command to the terminal. */
function printName(path: string): string {
    return terminalText(path.replaceAll("\n", "\\n").replaceAll("\r", "\\r"));
}
