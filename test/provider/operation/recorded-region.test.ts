import { expect, test } from "vitest";
import { parseInputs } from "../../../provider/inputs";
import { NO_CONTEXT } from "../../../provider/inputs/inputs";
import { withRecordedRegion } from "../../../provider/operation/recorded-region";

function regionOf(region: string | undefined, ofProvider: string | undefined, recorded: string | undefined) {
    const raw = { instanceId: "i-0123456789abcdef0", create: "true", connection: { region } };
    const connectionDefaults = { values: { region: ofProvider }, secretPaths: [] };
    const inputs = parseInputs(raw, { ...NO_CONTEXT, connectionDefaults });
    return withRecordedRegion(inputs, recorded === undefined ? undefined : { region: recorded }).region;
}

test.each([
    ["the program's own", ["eu-west-1", "eu-west-2", "eu-west-3"], "eu-west-1"],
    ["else the one in state", [undefined, "eu-west-2", "eu-west-3"], "eu-west-3"],
    ["else the provider's", [undefined, "eu-west-2", undefined], "eu-west-2"],
    ["else none", [undefined, undefined, undefined], undefined],
] as const)("the region is %s", (_which, [own, ofProvider, recorded], expected) => {
    expect(regionOf(own, ofProvider, recorded)).toBe(expected);
});
