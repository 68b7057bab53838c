import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeRedact } from "../../../provider/base/redaction";
import { withShortScriptName, withShortScriptNameAtStart } from "../../../provider/base/short-script-name";
import { parseInputs } from "../../../provider/inputs";
import { commandFailure } from "../../../provider/state";
import { finishedRun } from "../../support/finished-run";

let folder: string;
let script: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "eic-advice-"));
    const run = join(folder, ".local/state/ec2-instance-connect/runs/61874749d5cd366b7f7a-65eccd205d62-2");
    mkdirSync(run, { recursive: true });
    script = join(run, "script");
    writeFileSync(join(folder, "plain"), "echo never\n", { mode: 0o644 });
    writeFileSync(join(folder, "foreign"), "#!/no/such/interpreter\n", { mode: 0o755 });
    writeFileSync(join(folder, "binary"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]), { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The error after a shell of this machine has really run the script. */
function failureOf(text: string, interpreter = ["/bin/sh", "-e"], args: Record<string, unknown> = {}) {
    writeFileSync(script, text.replaceAll("FOLDER", folder));
    const [program = "", ...options] = interpreter;
    const { status, stderr } = spawnSync(program, [...options, script], { encoding: "utf8" });
    const inputs = parseInputs({ instanceId: "i-0123456789abcdef0", create: text, interpreter, ...args });
    const captured = { text: stderr, totalBytes: stderr.length, sha256: "", truncated: false };
    const run = finishedRun({ outcome: { kind: "exited", exitCode: status ?? -1 }, stderr: captured });
    return commandFailure({ script: "create", ...run, inputs, interpreter, redact: makeRedact(["hunter2"]) });
}

describe("a script that its interpreter can't read", () => {
    test.each([[["sudo", "-n", "-u", "nobody", "sh"]], [["setpriv", "--reuid", "nobody", "--clear-groups", "cat"]]])(
        "comes with the ways out: %j",
        (words) => {
            chmodSync(folder, 0o700);
            const error = failureOf(
                "true",
                words.map((word) => word.replace("FOLDER", folder)),
            );
            expect(error.failure.remedies?.[0]).toMatch(/is a private file.*end interpreter with "-"/);
            expect(error.failure.remedies?.[1]).toMatch(/set runAs/);
        },
    );

    test.each([126, 127])("may be what exit code %d of such an interpreter means", (code) => {
        const error = failureOf(`exit ${code}`, ["setpriv", "sh"]);
        expect(error.failure.remedies?.join()).toMatch(/end interpreter with "-"/);
        expect(failureOf(`exit ${code}`, ["sh"]).failure.remedies?.join()).not.toContain("private file");
    });

    test("is not meant by what the script itself says", () => {
        const error = failureOf("echo 'my-file: Permission denied' >&2; exit 3", ["setpriv", "sh"]);
        expect(error.failure.remedies?.join()).not.toContain("private file");
    });
});

const BASH = ["bash", "-euo", "pipefail"];

describe.each([[["/bin/sh", "-e"]], [BASH], [["bash"]]])("an exit of %j", (interpreter) => {
    test.each([
        ["a command that is not there", "no-such-command --now", 127, /no-such-command was not found on PATH.*nvm/s],
        ["a path that is not there", "/no/such/program", 127, /\/no\/such\/program exists/],
        ["a program that is not executable", "FOLDER/plain", 126, /chmod \+x, or mode: "0755"/],
        ["a program whose interpreter is not there", "FOLDER/foreign", expect.any(Number), /first line \(#!\) exists/],
        ["a program of another machine", "FOLDER/binary", 126, /architecture/],
        ["a syntax error", "if true; then echo x", 2, /Correct the syntax of the script/],
    ])("after %s has the advice that fits", (_, text, exitCode, advice) => {
        const { message } = failureOf(text, interpreter);
        expect(Number(/exit code (\d+)/.exec(message)?.[1])).toEqual(exitCode);
        expect(message).toMatch(advice);
        expect(message).not.toContain("acceptedExitCodes");
        expect(message).not.toContain("ec2-instance-connect/runs");
        expect(message).toMatch(/stderr: {4,}(script:|\S)/);
    });
});

test.each([
    "if [[ -n x ]]; then exit 7; fi; exit 127",
    "set -o pipefail",
    "source /etc/profile",
    "a=(1 2)",
    `echo $\{PATH/x/y}`,
])("syntax of bash under /bin/sh leads to bash: %s", (text) => {
    expect(failureOf(text, ["dash", "-e"]).message).toContain('set interpreter: ["bash", "-euo", "pipefail"]');
});

test("a script in another language leads to its interpreter", () => {
    expect(failureOf("import os\nprint(os)\n").message).toMatch(/not found on PATH|interpreter/);
    expect(failureOf("echo hello\n", ["python3"]).message).toMatch(/python3 runs it/);
});

test("a login shell is not led to a login shell", () => {
    const { message } = failureOf("no-such-command", ["bash", "-le"]);
    expect(message).toContain("no-such-command was not found on PATH");
    expect(message).not.toContain("nvm");
});

test("the script's own exit codes may be accepted", () => {
    expect(failureOf("echo 'not found: 3 users' >&2; exit 3").message).toContain("add it to acceptedExitCodes");
});

test("nothing is quoted of a stream that is not shown, and no secret", () => {
    const hidden = failureOf("no-such-command", BASH, { logging: "none" });
    expect(hidden.message).not.toContain("no-such-command");
    expect(hidden.message).toContain("was not found on PATH");
    expect(failureOf("hunter2").message).not.toContain("hunter2");
});

test("a script that prints nothing on stderr is not said to", () => {
    for (const exitCode of [126, 127]) {
        const { message } = failureOf(`exit ${exitCode}`);
        expect(message).toMatch(/chmod \+x|A command of the script was not found on PATH/);
        expect(message).not.toContain("that stderr names");
    }
});

describe("the script's path", () => {
    const paths = [
        "/home/ec2-user/.local/state/ec2-instance-connect/runs/61874749d5cd366b7f7a-65eccd205d62-2/script",
        "/var/tmp/ec2-instance-connect-1000/runs/61874749d5cd366b7f7a-65eccd205d62-12/script",
    ];
    test.each(paths)("is short in errors: %s", (path) => {
        expect(withShortScriptName(`${path}: line 3: x: not found`)).toBe("script: line 3: x: not found");
        expect(withShortScriptName(`  File "${path}", line 1`)).toBe('  File "script", line 1');
        expect(withShortScriptName(`${path}s and ${path.replace("runs", "run")}`)).toContain(
            path.replace("runs", "run"),
        );
    });
    test.each(paths)("is short on the row only in a shell's own message: %s", (path) => {
        expect(withShortScriptNameAtStart(`${path}: 3: x: not found`)).toBe("script: 3: x: not found");
        expect(withShortScriptNameAtStart(`${path}[3]: x: not found`)).toBe("script[3]: x: not found");
        expect(withShortScriptNameAtStart(path)).toBe(path);
        expect(withShortScriptNameAtStart(`I am ${path}: yes`)).toBe(`I am ${path}: yes`);
    });
});

describe("a program that files has put in place", () => {
    const placed = (path: string, mode?: string) => ({ files: [{ remotePath: "/x/y" }, { remotePath: path, mode }] });
    const filesOf = (mode?: string) => {
        const { files } = placed(join(folder, "plain"), mode);
        return { files: files.map((file) => ({ ...file, content: "" })) };
    };

    test.each([
        ["by its path", "FOLDER/plain", 126],
        ["by a relative path", "cd FOLDER; ./plain", 126],
        ["by env", "env FOLDER/plain", 126],
        ["by sudo", "sudo -n FOLDER/plain", 1],
    ])("and that can't be started %s is named with its entry and the mode", (_, text, exitCode) => {
        for (const interpreter of [["/bin/sh", "-e"], BASH]) {
            const { message } = failureOf(text, interpreter, filesOf());
            expect(message).toContain(`exit code ${exitCode}`);
            expect(message).toContain(`Add mode: "0755" to files[1] (${join(folder, "plain")})`);
            expect(message).not.toMatch(/chmod|acceptedExitCodes/);
        }
    });

    test("and is executable, or was only read, is not spoken of", () => {
        expect(failureOf("FOLDER/plain", ["sh"], filesOf("0755")).message).toContain("chmod +x");
        const read = failureOf("echo 'cat: FOLDER/plain: Permission denied' >&2; exit 1", ["sh"], filesOf());
        expect(read.message).not.toContain("Add mode");
    });

    test("is named if it is one of a directory's", () => {
        const files = [{ remotePath: folder, content: "" }];
        expect(failureOf("FOLDER/plain", ["sh"], { files }).message).toContain('Add mode: "0755" to files[0]');
    });
});

test("an exit code with a meaning of its own also explains how to see its command if nothing was printed", () => {
    const { message } = failureOf("no-such-command 2>/dev/null", ["sh"]);
    expect(message).toMatch(/was not found on PATH.*set -x/s);
    expect(failureOf("no-such-command", ["sh"]).message).not.toContain("set -x");
});
