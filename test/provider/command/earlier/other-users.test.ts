import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemRandom } from "../../../../provider/base/random";
import { digestOf, nameRun, nameTry, settleEarlierRuns } from "../../../../provider/command";
import { makeDeps, makePlan } from "../../../support/command-plan";
import { hostLease } from "../../../support/hosts";
import { requireRoot } from "../../../support/rights";
import { FREE_SUDO, type LabHost, launchLabHost } from "../command-lab";

describe("a live run of another user on a real OpenSSH host", () => {
    let host: LabHost;
    beforeAll(async () => {
        requireRoot();
        host = await launchLabHost({ osUsers: ["ec2-user", "app", "deploy"], sudoers: FREE_SUDO });
    });
    afterAll(() => host?.end());

    test.each([
        ["started by runAs, which the program has dropped since", { runAs: "app" }, "ec2-user", "ec2-user", []],
        ["of runAs, which state names", { runAs: "app" }, "ec2-user", "deploy", ["app"]],
        ["of the login user of before", {}, "deploy", "ec2-user", ["deploy"]],
    ])("%s, is waited for", async (_what, changes, starter, asker, osUsers) => {
        const owner = { urn: systemRandom.hex(8), organization: "acme", instanceId: "i-1", resourceId: "i-1/a" };
        const name = nameRun(owner, 1);
        const gate = `/tmp/may-end-${systemRandom.hex(4)}`;
        const script = `touch ${gate}-begun; until [ -e ${gate} ]; do sleep 0.05; done`;
        const running = host.run(starter, makePlan(script, { runId: name, ...changes }));
        const isThere = (path: string) => host.shell("deploy", `[ -e ${path} ] && echo yes`);
        await expect.poll(() => isThere(`${gate}-begun`)).toBe("yes");
        const plan = makePlan("echo other");
        const lines: string[] = [];
        const log = { info: (text: string) => void lines.push(text), warning: () => {}, status: () => {} };
        const question = {
            owner,
            name,
            digest: digestOf(plan),
            lostName: undefined,
            sameUnderOldNames: [],
            onlySuccessCounts: undefined,
        };
        const settling = settleEarlierRuns(
            { question, token: "next", osUsers },
            async () => hostLease(await host.lease(asker)),
            {
                ...makeDeps(),
                log,
            },
        );
        await expect.poll(() => lines.join()).toContain("Waiting for it to end");
        await host.shell("deploy", `touch ${gate}`);
        expect(await settling).toMatchObject({ kind: "start" });
        expect((await running).outcome).toEqual({ kind: "exited", exitCode: 0 });
    });

    test("has tries, which are found as that user's, followed, and removed once they no longer count", async () => {
        const owner = { urn: systemRandom.hex(8), organization: "acme", instanceId: "i-1", resourceId: "i-1/a" };
        const name = nameRun(owner, 1);
        const settle = (script: string) => {
            const plan = makePlan(script, { runAs: "app" });
            const question = {
                owner,
                name,
                digest: digestOf(plan),
                lostName: undefined,
                sameUnderOldNames: [],
                onlySuccessCounts: undefined,
                tryRule: { most: 3, accepted: [0], onExitCodes: undefined },
            };
            const connect = async () => hostLease(await host.lease("ec2-user"));
            return settleEarlierRuns({ question, token: "same", osUsers: ["app"] }, connect, makeDeps());
        };
        expect(await settle("exit 1")).toMatchObject({ kind: "start" });
        for (const number of [1, 2]) {
            const plan = makePlan("exit 1", { runAs: "app", token: "same", turnOf: name });
            await host.run("ec2-user", { ...plan, runId: nameTry(name, number) });
        }
        const second = {
            kind: "follow",
            name: nameTry(name, 2),
            osUser: "app",
            tries: { number: 2, failed: [{ name }] },
        };
        expect(await settle("exit 1")).toMatchObject(second);
        expect(await settle("exit 2")).toMatchObject({ kind: "start", tries: undefined });
        const left = await host.shell("app", "ls ~/.local/state/ec2-instance-connect/runs");
        expect(left.split("\n").filter((each) => each.startsWith(name))).toEqual([name]);
    });
});
