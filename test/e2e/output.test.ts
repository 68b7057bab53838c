import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { engineProcesses, peakMemoryMib, providerProcesses } from "./processes";
import { useScene } from "./scene";

const scene = useScene({
    kind: "openssh",
    loginShell: "/bin/bash",
    homeFiles: { ".bashrc": "echo BANNER" },
});

function command(args: Omit<InstanceConnectCommandArgs, "instanceId">) {
    return async () => {
        const { stdout, stderr, run } = new InstanceConnectCommand("command", {
            instanceId: scene.instance.instanceId,
            ...args,
        });
        return { stdout, stderr, run };
    };
}

describe("output", () => {
    test("of 1 GB, shown live, is counted and hashed in constant memory of provider and engine", async () => {
        const bytes = 1024 ** 3;
        const line = "sixty characters of text that go to the resource's row, live\n";
        const stack = await scene.makeStack(command({ create: `yes "${line.trim()}" | head -c ${bytes}` }));
        const { folder } = stack;
        const peaks = { provider: 0, engine: 0 };
        const watch = setInterval(() => {
            peaks.provider = Math.max(peaks.provider, peakMemoryMib(providerProcesses(folder)));
            peaks.engine = Math.max(peaks.engine, peakMemoryMib(engineProcesses(folder)));
        }, 200);
        const { outputs, failure, output } = await stack.up();
        clearInterval(watch);
        expect(failure).toBeUndefined();
        const hash = createHash("sha256");
        const chunk = Buffer.from(line.repeat(10_000));
        for (let sent = 0; sent < bytes; sent += chunk.length) {
            hash.update(chunk.subarray(0, Math.min(chunk.length, bytes - sent)));
        }
        expect(outputs.run?.value).toMatchObject({
            stdoutBytes: bytes,
            stdoutSha256: hash.digest("hex"),
            truncated: true,
        });
        expect(output).toMatch(/\d+ lines left out of the live output/);
        console.log(`peak memory in MiB: ${JSON.stringify(peaks)}`);
        expect(peaks.provider).toBeGreaterThan(20);
        expect(peaks.provider).toBeLessThan(500);
        expect(peaks.engine).toBeLessThan(500);
    });

    test("is byte for byte the script's: not a byte of a start-up file's banner, of NUL or of broken text does harm", async () => {
        const stack = await scene.makeStack(
            command({
                create: [
                    "printf 'nul \\000 here\\n'",
                    "printf 'broken \\377\\376 text\\n'",
                    "printf '\\303'; sleep 0.3; printf '\\244 in two pieces\\n'",
                    "head -c 10000000 /dev/zero | tr '\\0' x; echo; echo last >&2",
                ].join("\n"),
                maxOutput: "64KiB",
            }),
        );
        const { outputs, failure } = await stack.up();
        expect(failure).toBeUndefined();
        const stdout = String(outputs.stdout?.value);
        expect(stdout).toMatch(/^nul \0 here\nbroken \ufffd\ufffd text\nä in two pieces\nx/);
        expect(stdout).not.toContain("BANNER");
        expect(outputs.stderr?.value).toBe("last");
        const expected = Buffer.concat([
            Buffer.from("nul \0 here\nbroken "),
            Buffer.from([0xff, 0xfe]),
            Buffer.from(` text\nä in two pieces\n${"x".repeat(10_000_000)}\n`),
        ]);
        expect(outputs.run?.value).toMatchObject({
            stdoutBytes: expected.length,
            stdoutSha256: createHash("sha256").update(expected).digest("hex"),
        });
    });

    test("appears while the script runs", async () => {
        const create = "echo first; until [ -e ~/go-on ]; do sleep 0.1; done; echo second";
        const stack = await scene.makeStack(command({ create, commandTimeout: "600s" }));
        await stack.stack.up({
            onEvent: ({ diagnosticEvent }) => {
                if (diagnosticEvent?.message.includes("first")) {
                    writeFileSync(scene.home("go-on"), "");
                }
            },
        });
        expect((await stack.resource()).outputs.stdout).toBe("first\nsecond");
    });

    test("appears before its line has ended, when the script waits there", async () => {
        const create = 'printf "Go on? "; until [ -e ~/go-on ]; do sleep 0.1; done; echo "yes, $TOKEN"';
        const args = { create, commandTimeout: "600s", environment: { TOKEN: "hunter2-and-a-half" } };
        const stack = await scene.makeStack(command(args));
        const seen: string[] = [];
        await stack.stack.up({
            onEvent: ({ diagnosticEvent }) => {
                seen.push(diagnosticEvent?.message ?? "");
                if (diagnosticEvent?.message.includes("Go on?")) {
                    writeFileSync(scene.home("go-on"), "");
                }
            },
        });
        expect(seen.join("\n")).toContain("yes, [secret]");
        expect((await stack.resource()).outputs.stdout).toBe("Go on? yes, hunter2-and-a-half");
    });
});
