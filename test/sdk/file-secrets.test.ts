import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { filesWithSecrets } from "../../sdk/file-secrets";
import { findSecretPaths } from "../../sdk/secret-paths";

const isSecret = (value: unknown) => pulumi.isSecret(value as pulumi.Output<unknown>);
const { FileArchive, FileAsset, StringAsset, AssetArchive } = pulumi.asset;

describe("files that are registered", () => {
    it("have every text in them as a secret, and nothing else", async () => {
        const given = [
            { remotePath: "/a", content: "text" },
            { remotePath: "/b", source: new StringAsset("text") },
            { remotePath: "/c", source: new AssetArchive({ d: new StringAsset("text") }) },
            { remotePath: "/e", source: new FileAsset("e") },
            { remotePath: "/f", source: new FileArchive("f") },
        ];
        const marked = filesWithSecrets(given) as Record<string, unknown>[];
        expect(await isSecret(marked[0]?.content)).toBe(true);
        expect(await isSecret(marked[1]?.source)).toBe(true);
        expect(await isSecret(marked[2]?.source)).toBe(true);
        expect(marked.slice(3)).toEqual(given.slice(3));
        expect(marked.map(({ remotePath }) => remotePath)).toEqual(["/a", "/b", "/c", "/e", "/f"]);
        expect(given[0]?.content).toBe("text");
    });

    it("have them so in whatever way the list, an entry or a text is given", async () => {
        const entry = { remotePath: "/a", content: "text" };
        for (const files of [Promise.resolve([entry]), pulumi.output([entry])]) {
            expect(await isSecret(filesWithSecrets(files))).toBe(true);
        }
        const [later, whole] = filesWithSecrets([
            { remotePath: "/a", content: Promise.resolve("text") },
            pulumi.output(entry),
        ]) as [{ content: unknown }, unknown];
        expect(await isSecret(later.content)).toBe(true);
        expect(await isSecret(whole)).toBe(true);
    });

    it("stay absent if the program gave none", () => {
        expect(filesWithSecrets(undefined)).toBeUndefined();
    });

    it("count as marked by the program only if the program marked them", async () => {
        const files = [
            { remotePath: "/a", content: "text" },
            { remotePath: "/b", content: pulumi.secret("text") },
        ];
        expect(await findSecretPaths({ files })).toEqual(["files[1].content"]);
    });
});
