import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import { runCommand, stopRun } from "../../../provider/command/index";
import { makeHosts } from "../../../provider/host";
import type { Channel, Session } from "../../../provider/session/session";
import { inNamespace, PLAIN_TOOLS, pathOf } from "../../support/command-odd-hosts";
import { makeDeps, makePlan } from "../../support/command-plan";
import { answerSoon, hostOf, leaseOn } from "../../support/hosts";
import { requireRoot } from "../../support/rights";
import { makeCommandHost } from "./command-host";

const host = makeCommandHost();
afterAll(() => host.remove());

describe("a script of another user", () => {
    beforeEach(requireRoot);
    const asNobody = ["runuser", "-u", "nobody", "--", "/bin/sh", "-c"];
    const withSudoers = (lines: string) =>
        inNamespace(
            `printf '${lines}\\n' >${host.home}/sudoers && chmod 440 ${host.home}/sudoers && mount --bind ${host.home}/sudoers /etc/sudoers`,
        );

    test("runs everything of the script, its directory included, and acknowledges by id alone", async () => {
        const plan = makePlan('id -un; echo "$A"; cat; stat -c %U "$(dirname "$0")"', {
            runAs: "nobody",
            environment: { A: "it's" },
            stdin: "input\n",
        });
        const result = await host.run(plan);
        expect(result.stdout.text).toBe("nobody\nit's\ninput\nnobody\n");
        const nobodys = "/var/tmp/ec2-instance-connect-65534/runs";
        expect(readdirSync(nobodys)).toContain(plan.runId);
        expect(await host.acknowledge(plan)).toBe(true);
        expect(readdirSync(nobodys)).not.toContain(plan.runId);
    });

    test("is stopped by the run's id alone", async () => {
        const plan = makePlan("echo begun; sleep 20", { runAs: "nobody" });
        const result = host.run(plan);
        const folder = `/var/tmp/ec2-instance-connect-65534/runs/${plan.runId}/group`;
        while (!existsSync(folder)) {
            await wait(5);
        }
        expect(await stopRun(plan.runId, hostOf(host.openSession()), answerSoon())).toBe(true);
        expect((await result).outcome).toEqual({ kind: "signalled", signal: "TERM" });
        await host.acknowledge(plan);
    });

    test("the login user needs no sudo for itself", async () => {
        const loginShell = withSudoers("Defaults !lecture");
        const result = await host.run(makePlan("id -un", { runAs: "root" }), { loginShell });
        expect(result.stdout.text).toBe("root\n");
    });

    test("has the locale of its user, whatever sudo passes on, and not the one that our tools need", async () => {
        const script = `echo "\${LC_ALL-none} $LANG"`;
        const locales = { LC_ALL: "de_DE.UTF-8", LANG: "fr_FR.UTF-8" };
        for (const [environment, expected] of [
            [{ ...host.environment, ...locales }, "de_DE.UTF-8 fr_FR.UTF-8\n"],
            [{ ...host.environment, LANG: "fr_FR.UTF-8" }, "none fr_FR.UTF-8\n"],
        ] as const) {
            expect((await host.run(makePlan(script), { environment })).stdout.text).toBe(expected);
            const keeping = withSudoers('Defaults env_keep += "LANG LC_*"\\nroot ALL=(ALL) NOPASSWD: ALL');
            const kept = await host.run(makePlan(script, { runAs: "nobody" }), { environment, loginShell: keeping });
            expect(kept.stdout.text).toBe(expected);
            const resetting = withSudoers("Defaults !env_keep, !env_check\\nroot ALL=(ALL) NOPASSWD: ALL");
            const reset = await host.run(makePlan(script, { runAs: "nobody" }), { environment, loginShell: resetting });
            expect(reset.stdout.text).toMatch(/^none /);
        }
        const own = makePlan(script, { environment: { LC_ALL: "C.UTF-8" } });
        expect((await host.run(own, { environment: host.environment })).stdout.text).toMatch(/^C\.UTF-8 /);
    });

    test.each([
        ["sudo: a password is required", "sudo: Ein Passwort ist notwendig", "CMD_SUDO_REFUSED", /NOPASSWD/],
        ["sudo: unknown user nobody", "sudo: Unbekannter Benutzer nobody", "CMD_NO_SUCH_USER", /Create the user/],
        [
            "sudo: no valid sudoers sources found, quitting",
            "sudo: keine sudoers",
            "CMD_SUDO_REFUSED",
            /Try it on the instance/,
        ],
    ])("is refused in the words of sudo, in English on every host: %s", async (words, inGerman, code, remedy) => {
        const path = pathOf([...PLAIN_TOOLS, "setsid", "flock"]);
        const stub = `#!/bin/sh\n[ "$LC_ALL" = C ] && echo '${words}' >&2 || echo '${inGerman}' >&2; exit 1\n`;
        rmSync(join(path, "sudo"), { force: true });
        writeFileSync(join(path, "sudo"), stub, { mode: 0o755 });
        const environment = { ...host.environment, PATH: path, LC_ALL: "de_DE.UTF-8" };
        const { outcome } = await host.run(makePlan("true", { runAs: "nobody" }), { environment });
        expect(outcome).toMatchObject({ kind: "refused", code, reason: expect.stringContaining(words) });
        expect(outcome).toMatchObject({ remedy: expect.stringMatching(remedy) });
        rmSync(path, { recursive: true });
    });

    test("sudo with use_pty works", async () => {
        const loginShell = withSudoers("Defaults use_pty\\nroot ALL=(ALL) NOPASSWD: ALL");
        const plan = makePlan("id -un; seq 1 20000; sleep 0.3; echo end", { runAs: "nobody" });
        const result = await host.run(plan, { loginShell });
        expect(result.outcome).toEqual({ kind: "exited", exitCode: 0 });
        expect(result.stdout.totalBytes).toBe("nobody\nend\n".length + 108_894);
    });

    test("sudo that wants a terminal is named, with the line to add", async () => {
        const loginShell = withSudoers("Defaults requiretty\\nroot ALL=(ALL) NOPASSWD: ALL");
        const { outcome } = await host.run(makePlan("true", { runAs: "nobody" }), { loginShell });
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_SUDO_NEEDS_TTY" });
        expect(outcome).toHaveProperty("remedy", expect.stringContaining("Defaults:root !requiretty"));
    });

    test("a refusal of sudo says what to add to sudoers", async () => {
        const { outcome } = await host.run(makePlan("true", { runAs: "root" }), { loginShell: asNobody });
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_SUDO_REFUSED" });
        expect(outcome).toHaveProperty("remedy", expect.stringContaining("nobody ALL=(root) NOPASSWD: ALL"));
    });

    test("a user that does not exist is named", async () => {
        const plan = makePlan("true", { runAs: "no-such-user" });
        const { outcome } = await host.run(plan);
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_NO_SUCH_USER" });
        const left = readdirSync(host.home, { recursive: true, encoding: "utf8" });
        expect(left.filter((name) => name.includes(plan.runId))).toEqual([]);
    });

    test("a host without sudo is named", async () => {
        const path = pathOf(PLAIN_TOOLS);
        const environment = { ...host.environment, PATH: path };
        const { outcome } = await host.run(makePlan("true", { runAs: "nobody" }), { environment });
        expect(outcome).toMatchObject({ kind: "refused", code: "CMD_NO_SUDO" });
        rmSync(path, { recursive: true });
    });
});

test("a shell that sudo had started and that was ended is no refusal: the run is followed again", async () => {
    const marker = "ab".repeat(16);
    const random = { hex: (byteCount: number) => "ab".repeat(byteCount), fraction: () => 0 };
    const first = leaseOn(saying(`${marker} hello yes\n${marker} ready\n`), makeHosts({ clock: systemClock, random }));
    const leases = [first, leaseOn(host.openSession())];
    const connect = async () => leases.shift() ?? leaseOn(host.openSession());
    const result = await runCommand(makePlan("echo ran"), connect, { ...makeDeps(), random });
    expect(result.stdout.text).toBe("ran\n");
    expect(result.attempts).toBe(2);
});

/** A session whose host says this, whatever it is sent. */
function saying(text: string): Session {
    const channel: Channel = {
        write: async () => {},
        end: () => {},
        onStdout: (listener) => listener(Buffer.from(text)),
        onStderr: () => {},
        pause: () => {},
        resume: () => {},
        ended: Promise.resolve({ kind: "exited", exitCode: 0 }),
        close: () => {},
    };
    return {
        facts: { keyFingerprint: "", requestId: "", hostKeyFingerprint: "", route: "given", address: "host" },
        exec: async () => channel,
    };
}
