import { isAsset, sourceOf } from "./asset";
import { checkFailure, describeValue } from "./checker";
import type { FileSource } from "./file-source";
import { valueKind } from "./value-kind";

const SOURCE = { expected: "a Pulumi asset or archive", example: 'new pulumi.asset.FileAsset("app.conf")' };

/** A Pulumi asset or archive. */
export const sourceKind = valueKind<FileSource>({
    type: "Pulumi asset or archive",
    inputType: "pulumi.asset.Asset | pulumi.asset.Archive",
    outputType: "pulumi.asset.Asset | pulumi.asset.Archive",
    shape: "source",
    expectation: undefined,
    check: (value, path, isSecret) => {
        const hint = typeof value === "string" ? "A text goes in content, a path in a FileAsset." : undefined;
        return isAsset(value) ? [] : [checkFailure(path, SOURCE, describeValue(value, isSecret(path)), hint)];
    },
    parse: sourceOf,
});
