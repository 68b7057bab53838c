import { describe, expect, it } from "vitest";
import { makeDeadline } from "../../../provider/base/deadline";
import { type GoneRequest, proveGone } from "../../../provider/instance";
import { makeFakeClock } from "../../support/fake-clock";
import { failureOf, INSTANCE, makeFakeAws } from "../aws/fake-aws";

const recorded = {
    instanceId: INSTANCE.instanceId,
    recordedRegion: "eu-central-1",
    recordedAccountId: "111122223333",
};

function prove(aws: ReturnType<typeof makeFakeAws>, changes: Partial<GoneRequest> = {}) {
    return proveGone({ ...recorded, ...changes }, aws, makeDeadline(makeFakeClock(), 60_000));
}

describe("proveGone", () => {
    it.each(["terminated", "shutting-down"] as const)("counts an instance that is %s as gone", async (state) => {
        const aws = makeFakeAws([{ state }]);
        expect(await prove(aws)).toMatchObject({ kind: "gone" });
        expect(aws.calls).toEqual(["describeInstance"]);
    });

    it.each(["running", "stopped", "pending", "stopping"] as const)(
        "counts one that is %s as present",
        async (state) => {
            expect(await prove(makeFakeAws([{ state }]))).toMatchObject({ kind: "present", instance: { state } });
        },
    );

    it("counts an unknown instance as gone in the recorded region and account", async () => {
        const presence = await prove(makeFakeAws(["unknown"]));
        expect(presence).toEqual({
            kind: "gone",
            note: `${INSTANCE.instanceId} no longer exists in region eu-central-1 of account 111122223333.`,
        });
    });

    it.each([
        ["another account", { accountId: "444455556666" }, {}],
        ["another region", { region: "us-east-1" }, {}],
        ["an account that is not in state", {}, { recordedAccountId: undefined }],
        ["a region that is not in state", {}, { recordedRegion: undefined }],
    ])("proves nothing from %s", async (_name, place, changes) => {
        const failure = await failureOf(prove(makeFakeAws(["unknown"], place), changes));
        expect(failure).toMatchObject({ code: "AWS_GONE_NOT_PROVEN", retryable: false });
        expect(failure.facts?.map(([name]) => name)).toEqual([
            "Region in state",
            "Region used",
            "Account in state",
            "Account used",
        ]);
    });
});
