import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makePlan } from "../../support/command-plan";
import { requireRoot } from "../../support/rights";
import { FREE_SUDO, type LabHost, launchLabHost } from "./command-lab";

/** How a script may start what is to be found when it is stopped; MARK tells its processes from others. */
const WAYS: readonly (readonly [name: string, script: string])[] = [
    ["in a session of its own", "setsid sleep MARK & sleep MARK"],
    ["in a process group of its own", "bash -c 'set -m; sleep MARK & sleep MARK & wait'"],
    ["as a daemon whose parents are gone", "(setsid sh -c 'sleep MARK >/dev/null 2>&1 </dev/null &' &) ; sleep MARK"],
    [
        "as a daemon without environment",
        "(env -i setsid sh -c 'sleep MARK >/dev/null 2>&1 </dev/null &' &) ; sleep MARK",
    ],
    ["by sudo", "sudo sh -c 'sleep MARK' & wait"],
    ["by sudo, with a shell that ignores TERM", "sudo sh -c \"trap '' TERM; sleep MARK\""],
    ["by sudo as another user", "sudo -u other sh -c 'sleep MARK & sleep MARK'"],
    ["by sudo in a session of its own", "sudo setsid sh -c 'sleep MARK & wait' & wait"],
    [
        "by sudo as a daemon whose parents are gone",
        "sudo sh -c 'setsid sleep MARK >/dev/null 2>&1 </dev/null &'; sleep MARK",
    ],
    [
        "by sudo as a daemon without environment",
        "sudo env -i setsid sh -c 'sleep MARK >/dev/null 2>&1 </dev/null &'; sleep MARK",
    ],
];

let next = 4_000;

describe.each([
    ["sudo as AWS's images have it", FREE_SUDO],
    ["sudo with a terminal of its own", `Defaults use_pty\n${FREE_SUDO}`],
])("a script that is stopped leaves nothing, with %s", (_name, sudoers) => {
    let host: LabHost;
    beforeAll(async () => {
        requireRoot();
        host = await launchLabHost({ osUsers: ["ec2-user", "other"], sudoers });
    });
    afterAll(() => host?.end());

    const living = (mark: number) => host.shell("ec2-user", `pgrep -x -a sleep | grep -w ${mark}`);

    test.each(WAYS)("started %s", async (_way, template) => {
        const mark = next++;
        const script = template.replaceAll("MARK", String(mark));
        const result = await host.run("ec2-user", makePlan(script, { timeoutMs: 700 }));
        expect(result.outcome).toEqual({ kind: "timedOut" });
        expect(result.stillRunning).toBeUndefined();
        expect(await living(mark)).toBe("");
    });

    test("and a script that sudo runs gets its TERM once, and has its time to clean up", async () => {
        const inner = 'trap "echo term >>/tmp/terms; sleep 1; echo clean >>/tmp/terms; exit" TERM; sleep 4999 & wait';
        await host.shell("ec2-user", `rm -f /tmp/terms; printf '%s\\n' '${inner}' >/tmp/inner`);
        await host.run("ec2-user", makePlan("sudo sh /tmp/inner", { timeoutMs: 700 }));
        expect(await host.shell("ec2-user", "cat /tmp/terms")).toBe("term\nclean");
        expect(await living(4999)).toBe("");
        await host.shell("ec2-user", "sudo rm -f /tmp/terms");
    });

    test("and is also stopped by its id", async () => {
        const mark = next++;
        const script = `sudo setsid sh -c 'sleep ${mark} >/dev/null 2>&1 </dev/null &'; setsid sleep ${mark} & sleep ${mark}`;
        const plan = makePlan(script);
        const result = host.run("ec2-user", plan);
        await expect.poll(async () => (await living(mark)).split("\n").length, { timeout: 10_000 }).toBe(3);
        expect(await host.stop("ec2-user", plan)).toBe(true);
        expect(await living(mark)).toBe("");
        expect((await result).outcome).toEqual({ kind: "signalled", signal: "TERM" });
    });
});
