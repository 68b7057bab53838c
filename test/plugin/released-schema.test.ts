import { expect, test } from "vitest";
import { releasedSchema } from "../../provider/plugin/released-schema";

test("a release names its version, and its repository if one is known", () => {
    const schema = { name: "x", language: { go: { respectSchemaVersion: true } } };
    expect(releasedSchema(schema, "1.2.3", "")).toEqual({ ...schema, version: "1.2.3" });
    expect(releasedSchema(schema, "1.2.3", "owner/name")).toEqual({
        name: "x",
        version: "1.2.3",
        homepage: "https://github.com/owner/name",
        repository: "https://github.com/owner/name",
        pluginDownloadURL: "github://api.github.com/owner/name",
        language: {
            go: { respectSchemaVersion: true, importBasePath: "github.com/owner/name/sdk/go/ec2instanceconnect" },
        },
    });
});
