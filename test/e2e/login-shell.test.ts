import { rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { LaunchOptions } from "../../lab";
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

describe("an account that runs nothing", () => {
    const remotePath = "/home/ec2-user/file";

    /** What a script and a file come to. */
    async function failureOn(options: LaunchOptions): Promise<string> {
        const { instanceId } = await scene.lab.launchInstance({ kind: "openssh", ...options });
        const stack = await scene.makeStack(async () => {
            new InstanceConnectCommand("script", { instanceId, create: "true" });
            new InstanceConnectCommand("files", { instanceId, files: [{ remotePath, content: "x" }] });
        });
        return (await stack.up()).failure ?? "";
    }

    /** Fields of ec2-user's line in /etc/shadow, set by awk. */
    const shadow = (set: string) =>
        `awk -F: -v OFS=: '$1 == "ec2-user" { ${set} } 1' /etc/shadow > /tmp/shadow; cat /tmp/shadow > /etc/shadow`;
    const count = (text: string, part: string) => text.split(part).length - 1;

    test.each([
        ["has expired", "$5 = 30"],
        ["an administrator wants changed", "$3 = 0"],
    ])("because its password %s is named with the command that mends it", async (_what, set) => {
        const failure = await failureOn({ sshdConfig: ["UsePAM yes"], setup: shadow(set) });
        expect(count(failure, "CMD_PASSWORD_EXPIRED")).toBeGreaterThanOrEqual(2);
        expect(failure).toContain("Password change required but no TTY available");
        expect(failure).toContain("chage -d -1 -E -1 -M -1");
        expect(failure).not.toContain("may have run");
    });

    test("is let in again by what the error advises", async () => {
        const setup = `${shadow("$3 = 0")}\n${shadow('$3 = ""; $5 = ""; $8 = ""')}`;
        expect(await failureOn({ sshdConfig: ["UsePAM yes"], setup })).toBe("");
    });

    test.each(["/usr/sbin/nologin", "/bin/false"])("because its shell is %s is named", async (loginShell) => {
        const failure = await failureOn({ loginShell });
        expect(count(failure, "CMD_SHELL_UNUSABLE")).toBeGreaterThanOrEqual(2);
        expect(count(failure, "usermod -s /bin/bash")).toBeGreaterThanOrEqual(2);
        expect(failure).not.toContain("may have run");
    });
});
