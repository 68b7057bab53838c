import { rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene({ kind: "openssh", loginShell: "/bin/bash" });

function commands(all: Readonly<Record<string, Omit<InstanceConnectCommandArgs, "instanceId">>>) {
    return async () => {
        for (const [name, args] of Object.entries(all)) {
            new InstanceConnectCommand(name, { instanceId: scene.instance.instanceId, ...args });
        }
    };
}

const startUp = (text: string) => writeFileSync(scene.home(".bashrc"), text);

describe("a login shell that hangs in a start-up file", () => {
    test("fails everything that needs it, under its name and before anything runs, and holds up no end", async () => {
        startUp("echo mounting /home\nsleep 900\n");
        const stack = await scene.makeStack(
            commands({
                plain: { create: "touch ~/ran" },
                exclusive: { create: "touch ~/ran", exclusive: true },
                "cloud-init": { create: "touch ~/ran", waitForCloudInit: true },
                files: { files: [{ remotePath: scene.home("file"), content: "x" }] },
                other: { create: "touch ~/ran", runAs: "root" },
            }),
        );
        const { output, events } = await stack.up();
        const hanging = events.filter(({ diagnosticEvent }) =>
            diagnosticEvent?.message.includes("CMD_LOGIN_SHELL_HANGS"),
        );
        expect(new Set(hanging.map(({ diagnosticEvent }) => diagnosticEvent?.urn)).size).toBe(5);
        expect(output).toContain("and printed: mounting /home");
        expect(output).toContain("~/.bashrc");
        expect(output).not.toContain("may have run");
        rmSync(scene.home(".bashrc"));
        const mended = await stack.up();
        expect([mended.failure, mended.changes]).toEqual([undefined, { create: 5 }]);
        // The last words to the host, as the process ends, and a delete come to their end, too.
        startUp("sleep 900\n");
        const withDelete = commands({ plain: { create: "touch ~/ran", delete: "true", logging: "none" } });
        expect((await stack.up(withDelete)).failure).toBeUndefined();
        expect((await stack.destroy()).failure).toContain("CMD_LOGIN_SHELL_HANGS");
        rmSync(scene.home(".bashrc"));
        expect((await stack.destroy()).failure).toBeUndefined();
    });
});

describe("a start-up file that is in the way", () => {
    test.each(["exec dash", "exec bash -l", "exec zsh", 'echo "1) shell"; read -r choice', "exec sh"])(
        "with %j spoils neither scripts nor files",
        async (text) => {
            startUp(`${text}\n`);
            const remotePath = scene.home("file");
            const stack = await scene.makeStack(
                commands({ command: { create: `cat ${remotePath}`, files: [{ remotePath, content: "placed" }] } }),
            );
            const { failure } = await stack.up();
            expect(failure).toBeUndefined();
            expect((await stack.resource()).outputs).toMatchObject({ stdout: "placed", exitCode: 0 });
        },
    );

    test("with an exit is named, for scripts and for files", async () => {
        startUp("echo closed for today; exit 0\n");
        const remotePath = scene.home("file");
        const stack = await scene.makeStack(
            commands({ script: { create: "true" }, files: { files: [{ remotePath, content: "x" }] } }),
        );
        const { failure } = await stack.up();
        expect(String(failure).match(/without running \/bin\/sh: closed for today/g)?.length).toBeGreaterThanOrEqual(2);
    });
});
