import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemRandom } from "../../../../provider/base/random";
import { digestOf, nameRun, settleEarlierRuns } from "../../../../provider/command";
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
});
