import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { toolPath } from "../support/tools";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();

function command(args: Omit<InstanceConnectCommandArgs, "instanceId">) {
    return async () => {
        const { stdout } = new InstanceConnectCommand("command", { instanceId: scene.instance.instanceId, ...args });
        return { stdout };
    };
}

describe("a script's first line", () => {
    test("names its interpreter, for create, update and delete alike", async () => {
        const bash = (word: string) =>
            `#!/usr/bin/env bash\nif [[ ${word} == [cd]* ]]; then echo ${word}; false; fi; echo not`;
        const stack = await scene.makeStack(command({ create: bash("create"), delete: bash("delete") }));
        const created = await stack.up();
        expect(created.failure).toContain("exit code 1");
        expect((await stack.resource()).outputs).toMatchObject({ stdout: "create", exitCode: 1 });
        const python = "#!/usr/bin/python3\nimport sys\nprint(sys.executable.split('/')[-1][:6])";
        const updated = await stack.up(command({ create: python, delete: bash("delete") }));
        expect(updated.outputs.stdout?.value).toBe("python");
        expect((await stack.destroy()).failure).toContain("exit code 1");
        await stack.up(command({ create: python, delete: "exit 0" }));
    });

    test("names the interpreter that is missing", async () => {
        for (const [line, reason] of [
            ["#!/opt/none/bash", "the interpreter /opt/none/bash does not exist on the host"],
            ["#!/usr/bin/env -S none-such -x", "the interpreter none-such is not on the host's PATH"],
        ]) {
            const stack = await scene.makeStack(command({ create: `${line}\ntrue` }));
            const { failure } = await stack.up();
            expect(failure).toContain("CMD_NO_INTERPRETER");
            expect(failure).toContain(reason);
            expect(failure).toContain("in the script's first line (#!)");
        }
    });

    test("does not count if the program names an interpreter", async () => {
        const stack = await scene.makeStack(command({ create: "#!/opt/none\necho as told", interpreter: ["sh"] }));
        expect((await stack.up()).outputs.stdout?.value).toBe("as told");
    });
});

describe("a script that was checked out on Windows", () => {
    const unix = "#!/bin/sh\necho a >out\nls out*\n";
    const windows = `\ufeff${unix.replaceAll("\n", "\r\n")}`;

    test("runs as on Unix, which the row says once, and is the same script", async () => {
        const stack = await scene.makeStack(command({ create: windows }));
        const created = await stack.up();
        expect(created.outputs.stdout?.value).toBe("out");
        const note = "The create script runs with LF in place of CRLF line ends and without its byte order mark.";
        const said = created.events.map(({ diagnosticEvent }) => diagnosticEvent?.message ?? "").join("");
        expect(said.split(note)).toHaveLength(2);
        const again = await stack.up(command({ create: unix }));
        expect([again.changes, again.output.includes("CRLF")]).toEqual([{ same: 1 }, false]);
        expect((await stack.up(command({ create: windows }))).changes).toEqual({ same: 1 });
    });

    test("with mixed line ends runs unchanged, with a warning", async () => {
        const stack = await scene.makeStack(command({ create: "echo a\r\necho b\n" }));
        const { output, outputs } = await stack.up();
        expect(output).toContain("warning: Some lines of the create script end with CRLF, and others with LF.");
        expect(outputs.stdout?.value).toBe("a\r\nb");
    });
});

describe("what a script leaves behind", () => {
    test("belongs to it for a second, and is warned of if it keeps the output open", async () => {
        const create = "exec > >(tee ~/log) 2>&1\nsleep 3600 & echo $! >~/pid\necho kept; exit 3";
        const stack = await scene.makeStack(command({ create: `#!/bin/bash\n${create}` }));
        const { failure, output } = await stack.up();
        process.kill(Number(readFileSync(scene.home("pid"), "utf8")), "SIGKILL");
        expect(failure).toContain("exit code 3");
        expect((await stack.resource()).outputs).toMatchObject({ stdout: "kept", exitCode: 3 });
        expect(output).toContain("still has the script's output open");
    });

    test("and the query of its error shows what it printed", async () => {
        const stack = await scene.makeStack(command({ create: "echo 'the answer' >&2; exit 4" }));
        const { failure } = await stack.up();
        const [, query = ""] = /\(pulumi stack export \| (jq -r '[^']+')\)/.exec(String(failure)) ?? [];
        expect(query).toMatch(/select\(\.urn=="urn:pulumi:test::.*::command"\) \| \.outputs\.stderr'$/);
    });
});

describe("the query of an error", () => {
    test.each([
        ["plain", {}],
        ["encrypted", { environment: { TOKEN: pulumi.secret("hunter2") } }],
    ])("prints output that is %s in state", async (_kind, args) => {
        const stack = await scene.makeStack(command({ create: 'echo "it\'s" >&2; exit 4', ...args }));
        const { failure } = await stack.up();
        const [, query = ""] = /\((pulumi stack export .*)\)/.exec(String(failure)) ?? [];
        const { workspace } = stack.stack;
        const env = {
            ...workspace.envVars,
            PULUMI_HOME: workspace.pulumiHome,
            PATH: [dirname(workspace.pulumiCommand.command), dirname(toolPath("jq")), process.env.PATH].join(":"),
        };
        const inStack = query.replace("export", "export --stack test");
        const shown = spawnSync("/bin/sh", ["-c", inStack], { cwd: workspace.workDir, env, encoding: "utf8" });
        expect([shown.stdout, shown.stderr]).toEqual(["it's\n", ""]);
    });
});

describe("an interpreter that ends with -", () => {
    test("gets the script on stdin, also one at a time", async () => {
        const args = { create: 'echo "$# $0"', interpreter: ["sh", "-"] };
        const stack = await scene.makeStack(command(args));
        expect((await stack.up()).outputs.stdout?.value).toBe("0 sh");
        const exclusive = await scene.makeStack(command({ ...args, exclusive: true }));
        expect((await exclusive.up()).outputs.stdout?.value).toBe("0 sh");
    });
});
