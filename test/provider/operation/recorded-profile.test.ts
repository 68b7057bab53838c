import { expect, test } from "vitest";
import { inWords, ProviderError } from "../../../provider/base/error";
import type { ErrorCode } from "../../../provider/base/error-codes";
import { silentLog } from "../../../provider/base/log";
import { parseInputs } from "../../../provider/inputs";
import { NO_CONTEXT } from "../../../provider/inputs/inputs";
import { planOperation } from "../../../provider/operation";
import { explainRecordedProfile } from "../../../provider/operation/recorded-profile";
import { PULUMI_WORDS } from "../../../provider/process/pulumi-words";
import type { ScriptName } from "../../../provider/state";

function remediesOf(name: ScriptName, code: ErrorCode, connection: object, ofProvider: object = {}): readonly string[] {
    const raw = { instanceId: "i-0123456789abcdef0", create: "true", delete: "true", connection };
    const context = { ...NO_CONTEXT, connectionDefaults: { values: { ...ofProvider }, secretPaths: [] } };
    const operation = planOperation({ name, raw, inputs: parseInputs(raw, context), resourceId: "x", log: silentLog });
    const error = new ProviderError({
        code,
        summary: "Failed.",
        commandRan: "did-not-run",
        retryable: false,
        remedies: ["One.", "Two.", "Three."],
    });
    return inWords(explainRecordedProfile(error, operation) as ProviderError, PULUMI_WORDS).failure.remedies ?? [];
}

test.each<ErrorCode>(["AWS_PROFILE_UNUSABLE", "AWS_SSO_EXPIRED", "AWS_MFA_REQUIRED", "AWS_CREDENTIALS_INVALID"])(
    "a destroy whose credentials fail (%s) says that its profile comes from state, and what comes first",
    (code) => {
        const [first, ...others] = remediesOf("delete", code, { profile: "ann" });
        expect(first).toBe(
            "The profile ann comes from state, as connection.profile of the last pulumi up. To use other credentials, change " +
                "connection.profile in the program and run pulumi up first, which then contacts nobody; then run pulumi destroy.",
        );
        expect(others).toEqual(["One.", "Two."]);
    },
);

test("no other error speaks of state", () => {
    const own = ["One.", "Two.", "Three."];
    expect(remediesOf("update", "AWS_PROFILE_UNUSABLE", { profile: "ann" })).toEqual(own);
    expect(remediesOf("delete", "AWS_PROFILE_UNUSABLE", {})).toEqual(own);
    expect(remediesOf("delete", "NET_REFUSED", { profile: "ann" })).toEqual(own);
    expect(remediesOf("delete", "AWS_PROFILE_UNUSABLE", {}, { profile: "ann" }), "of the provider").toEqual(own);
});
