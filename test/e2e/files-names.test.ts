import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import fc from "../support/property";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene({ kind: "openssh" });

/** Every character that a shell, a tool or a report could take for its own, and some of several bytes, composed or not. */
const character = fc.constantFrom(
    ..." '\"\\\n\r\t$`;&|<>()*?[]{}~#!%=-.,:@^_+",
    ..."aZ0\u0001\u007f",
    "é",
    "e\u0301",
    "漢",
    "🙂",
);
const anyFile = fc.record({
    name: fc
        .array(character, { minLength: 1, maxLength: 60 })
        .map((characters) => characters.join(""))
        .filter((name) => name !== "." && name !== ".."),
    mode: fc.option(
        fc.integer({ min: 0, max: 0o7777 }).map((mode) => mode.toString(8).padStart(4, "0")),
        { nil: undefined },
    ),
    owner: fc.constantFrom<(string | undefined)[]>(undefined, "root", "ec2-user"),
    content: fc.string({ maxLength: 40, unit: "binary" }),
});
const ownFile = anyFile.map((file) => ({ ...file, owner: undefined }));
const sixty = (file: typeof anyFile) =>
    fc.uniqueArray(file, { minLength: 60, maxLength: 60, selector: ({ name }) => name });

describe("names and modes on a real OpenSSH instance", () => {
    test.each([
        ["of any owner", anyFile],
        ["of the user that signs in, who may not read them all", ownFile],
    ])("of any kind and %s arrive as they are, are left alone, and go again: sixty in one up", async (_who, file) => {
        await fc.assert(
            fc.asyncProperty(sixty(file), async (wanted) => {
                const folder = scene.home("files");
                // The same folder, as the instance names it.
                const remote = "/home/ec2-user/files";
                const stack = await scene.makeStack(async () => {
                    new InstanceConnectCommand("command", {
                        instanceId: scene.instance.instanceId,
                        files: wanted.map(({ name, ...rest }) => ({
                            remotePath: `${remote}/${name}`,
                            onDelete: "remove",
                            ...rest,
                        })),
                    });
                    return {};
                });
                expect((await stack.up()).failure).toBeUndefined();
                expect(readdirSync(folder)).toHaveLength(wanted.length);
                for (const { name, mode = "0644", owner = "ec2-user", content } of wanted) {
                    const facts = lstatSync(`${folder}/${name}`);
                    expect(readFileSync(`${folder}/${name}`, "utf8")).toBe(content);
                    expect((facts.mode & 0o7777).toString(8).padStart(4, "0")).toBe(mode);
                    expect(facts.uid === 0 ? "root" : "ec2-user").toBe(owner);
                }
                expect((await stack.up()).changes).toEqual({ same: 1 });
                const { failure, output } = await stack.destroy();
                expect(failure).toBeUndefined();
                expect(output).not.toContain("it is not removed");
                expect(readdirSync(scene.home())).not.toContain("files");
            }),
            { numRuns: 2, endOnFailure: true },
        );
    });
});
