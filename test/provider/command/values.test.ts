import { rmSync } from "node:fs";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../../../provider/command/index";
import { inNamespace, PLAIN_TOOLS, pathOf } from "../../support/command-odd-hosts";
import { makeDeps, makePlan } from "../../support/command-plan";
import { leaseOn } from "../../support/hosts";
import { requireRoot } from "../../support/rights";
import { toolPath } from "../../support/tools";
import { makeCommandHost } from "./command-host";

const host = makeCommandHost();
afterAll(() => host.remove());

const planOf = (script: string, changes: Parameters<typeof makePlan>[1] = {}) =>
    makePlan(script, { givesValues: true, ...changes });
const given = async (script: string, ...more: [settings?: Parameters<typeof host.run>[1]]) => {
    const { values } = await host.run(planOf(script), ...more);
    return values?.kind === "file" ? values.bytes.toString("latin1") : values?.kind;
};

const WRITE = 'echo a=1 >>"$PULUMI_COMMAND_OUTPUT"; echo b=2 >>"$PULUMI_COMMAND_OUTPUT"';

describe("the file of values", () => {
    test("is the run's own: private, and absolute, whatever the program and the login say", async () => {
        const script =
            'stat -c "%a %F %u" "$PULUMI_COMMAND_OUTPUT"; stat -c %a "$(dirname "$PULUMI_COMMAND_OUTPUT")"; case $PULUMI_COMMAND_OUTPUT in /*/values) echo absolute;; esac';
        const environment = { ...host.environment, PULUMI_COMMAND_OUTPUT: "/etc/hostname" };
        const result = await host.run(planOf(script, { environment: { PULUMI_COMMAND_OUTPUT: "/tmp/x" } }), {
            environment,
        });
        expect(result.stdout.text).toBe(`600 regular empty file ${process.getuid?.()}\n700\nabsolute\n`);
        expect(result.values).toBeUndefined();
        const side = await host.run(makePlan("env | grep -c PULUMI_COMMAND_OUTPUT || :"), { environment });
        expect(side.stdout.text).toBe("0\n");
    });

    test("comes back to the byte, also from a script that failed", async () => {
        expect(await given(WRITE)).toBe("a=1\nb=2\n");
        expect(await given(`${WRITE}; exit 3`)).toBe("a=1\nb=2\n");
        expect(await given(`printf '\\000\\377\\r\\nx' >"$PULUMI_COMMAND_OUTPUT"`)).toBe("\0\xff\r\nx");
        expect(await given(": ")).toBeUndefined();
    });

    test("is passed in every language, and also if the script is the standard input", async () => {
        const script = 'import os\nopen(os.environ["PULUMI_COMMAND_OUTPUT"], "a").write("a=1\\n")\n';
        const plan = planOf(script, { interpreter: ["python3"] });
        expect((await host.run(plan)).values).toEqual({ kind: "file", bytes: Buffer.from("a=1\n") });
        const onStdin = planOf(WRITE, { interpreter: ["sh", "-s"], scriptOnStdin: true });
        expect((await host.run(onStdin)).values).toMatchObject({ kind: "file" });
    });

    test("is sent as far as it may be long, and a byte more", async () => {
        const sized = (bytes: number) => `head -c ${bytes} /dev/zero | tr '\\0' x >"$PULUMI_COMMAND_OUTPUT"`;
        expect((await given(sized(1048576)))?.length).toBe(1048576);
        expect((await given(sized(3000000)))?.length).toBe(1048577);
    });

    test("may be replaced by another one, or be removed", async () => {
        expect(await given('echo a=3 >new; mv new "$PULUMI_COMMAND_OUTPUT"')).toBe("a=3\n");
        expect(await given(`${WRITE}; chmod 400 "$PULUMI_COMMAND_OUTPUT"`)).toBe("a=1\nb=2\n");
        expect(await given('rm "$PULUMI_COMMAND_OUTPUT"')).toBeUndefined();
    });

    test.each([
        ["link", 'ln -sf /etc/passwd "$PULUMI_COMMAND_OUTPUT"'],
        ["link", 'ln -sf /nowhere "$PULUMI_COMMAND_OUTPUT"'],
        ["directory", 'rm "$PULUMI_COMMAND_OUTPUT"; mkdir "$PULUMI_COMMAND_OUTPUT"'],
        ["special", 'rm "$PULUMI_COMMAND_OUTPUT"; mkfifo "$PULUMI_COMMAND_OUTPUT"'],
    ])("is not read if a %s is in its place", async (kind, script) => {
        expect(await given(script)).toBe(kind);
    });

    test("is sent again after a cut in its middle, and once", async () => {
        const plan = planOf(
            `head -c 1000000 /dev/urandom | od -An -v -tx1 | tr -d ' \\n' | head -c 900000 >"$PULUMI_COMMAND_OUTPUT"; sha256sum <"$PULUMI_COMMAND_OUTPUT"`,
        );
        let connections = 0;
        const connect = async () => {
            connections += 1;
            return leaseOn(
                connections < 4 ? host.openCuttable({ afterReceivedBytes: 100_000 * connections }) : host.openSession(),
            );
        };
        const result = await runCommand(plan, connect, makeDeps());
        const { createHash } = await import("node:crypto");
        const bytes = result.values?.kind === "file" ? result.values.bytes : Buffer.alloc(0);
        expect(createHash("sha256").update(bytes).digest("hex")).toBe(result.stdout.text.slice(0, 64));
        expect(connections).toBe(4);
    });

    test("is kept with the result until that is acknowledged", async () => {
        const plan = planOf(`${WRITE}; echo $$`);
        const first = await host.run(plan);
        const second = await host.run(plan);
        expect(second.stdout.text).toBe(first.stdout.text);
        expect(second.values).toEqual({ kind: "file", bytes: Buffer.from("a=1\nb=2\n") });
        await host.acknowledge(plan);
        expect(host.runs()).not.toContain(plan.runId);
    });

    test("works if runs are attached", async () => {
        const path = pathOf(PLAIN_TOOLS);
        expect(await given(WRITE, { environment: { ...host.environment, PATH: path } })).toBe("a=1\nb=2\n");
        rmSync(path, { recursive: true });
    });
});

describe("a full disk", () => {
    beforeEach(requireRoot);
    test("is the reason that is given if values may be cut, even though the script did not notice", async () => {
        const loginShell = inNamespace(`mount -t tmpfs -o size=512k none ${host.home}`);
        const script = `${WRITE}; { head -c 1000000 /dev/zero >~/full || :; head -c 9000 /dev/zero | tr '\\0' x >>"$PULUMI_COMMAND_OUTPUT" || :; } 2>/dev/null`;
        const { outcome } = await host.run(planOf(script), { loginShell });
        expect(outcome).toMatchObject({
            kind: "lost",
            reason: expect.stringContaining("the disk of the host was full"),
        });
    });
});

describe("values on hosts with another /bin/sh", () => {
    beforeEach(requireRoot);
    test.each(["bash", "busybox"])("%s", async (shell) => {
        const loginShell = inNamespace(`mount --bind ${toolPath(shell)} /usr/bin/dash`);
        expect(await given(WRITE, { loginShell })).toBe("a=1\nb=2\n");
        expect(await given('rm "$PULUMI_COMMAND_OUTPUT"; mkfifo "$PULUMI_COMMAND_OUTPUT"', { loginShell })).toBe(
            "special",
        );
    });
});
