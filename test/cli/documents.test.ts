import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { snippets } from "../documents/snippets";
import { root } from "../support/imports";

/** The lines of the document that call the command, as words after its name. */
const calls = snippets
    .filter(({ document, language }) => document === "docs/sign-in.md" && language === "sh")
    .flatMap(({ text }) => text.split("\n"))
    .map((line) => /(?<![\w-])ec2-instance-connect ([a-z][^#]*)/.exec(line)?.[1]?.trim() ?? "")
    .filter((call) => call !== "");

function helpOf(command: string): string {
    const { stdout, status } = spawnSync(process.execPath, [join(root, "dist/cli/main.js"), command, "--help"], {
        encoding: "utf8",
    });
    expect(status, command).toBe(0);
    return stdout;
}

test("every command and every long option of the document is one that there is", () => {
    expect(calls.length).toBeGreaterThanOrEqual(6);
    for (const call of calls) {
        const [command = "", ...words] = call.split(" ");
        const help = helpOf(command);
        expect(help).toContain(`ec2-instance-connect ${command}`);
        for (const option of words.filter((word) => word.startsWith("--"))) {
            expect(help, call).toContain(option);
        }
    }
});

test("a reader that has seen enough is no error", () => {
    const script = `"${process.execPath}" "${join(root, "dist/cli/main.js")}" ssh --help | { read -r line; exec <&-; sleep 1; }`;
    // The help is written while nobody reads: its end finds the pipe closed.
    const { stderr } = spawnSync("/bin/sh", ["-c", script], { encoding: "utf8" });
    expect(stderr).toBe("");
});
