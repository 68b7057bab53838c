import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./support/imports";

const documents = globSync(["*.md", "{docs,lab}/*.md", "examples/*/*.md"], { cwd: root });
const read = (path: string) => readFileSync(join(root, path), "utf8");

describe("the documents", () => {
    it("link to nothing in the checkout that does not exist", () => {
        const dead = documents.flatMap((path) =>
            [...read(path).matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
                .map(([, target = ""]) => target)
                .filter((target) => !existsSync(join(root, dirname(path), target)))
                .map((target) => `${path}: ${target}`),
        );
        expect(documents).toContain("README.md");
        expect(dead).toEqual([]);
    });

    it("are all within reach of the README", () => {
        const readme = read("README.md");
        expect(documents.filter((path) => path.startsWith("docs/") && !readme.includes(`(${path})`))).toEqual([]);
    });

    it("keep the README short, and say once what has a page of its own", () => {
        const readme = read("README.md");
        expect(readme.split("\n").length).toBeLessThanOrEqual(201);
        expect(readme.match(/\b(AWS|EIC|NET|SSH|FILE|CMD)_[A-Z]+_?[A-Z]+\b/g) ?? []).toEqual([]);
        expect(readme).not.toContain("SendSSHPublicKey");
        expect(readme).not.toContain("replaceOnChanges");
    });

    it("give a least IAM policy that is JSON", () => {
        const policy = JSON.parse(/```json\n(.*?)```/s.exec(read("docs/iam.md"))?.[1] ?? "");
        expect(policy).toMatchObject({ Version: "2012-10-17" });
        expect(JSON.stringify(policy)).toContain("ec2-instance-connect:SendSSHPublicKey");
    });

    it("lead the README's reader to headings that it has", () => {
        const readme = read("README.md");
        const anchors = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
            heading
                .toLowerCase()
                .replace(/[^a-z0-9 -]/g, "")
                .replaceAll(" ", "-"),
        );
        const dead = [...readme.matchAll(/\]\(#([^)]*)\)/g)].filter(([, anchor = ""]) => !anchors.includes(anchor));
        expect(dead.map(([link]) => link)).toEqual([]);
    });

    it("name in ARCHITECTURE.md only files that exist", () => {
        const files = globSync("{provider,sdk,lab,test,scripts}/**/*.{ts,mjs}", { cwd: root });
        const named = [...read("ARCHITECTURE.md").matchAll(/`([\w./-]+\.(?:ts|mjs))`/g)].map(([, name = ""]) => name);
        expect(named.length).toBeGreaterThan(60);
        expect(named.filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`)))).toEqual([]);
    });

    it("give the reason of each dependency", () => {
        const { dependencies, devDependencies, peerDependencies } = JSON.parse(read("package.json"));
        const contributing = read("CONTRIBUTING.md");
        const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
        expect(names.filter((name) => !contributing.includes(`\`${name}\``))).toEqual([]);
    });
});
