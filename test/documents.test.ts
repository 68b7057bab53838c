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

    it("tell the meaning of each error code in the README as docs/errors.md does", () => {
        const long = [...read("docs/errors.md").matchAll(/^\| (`[A-Z0-9_]+`) \| [^|]* \| (.*?) \| .* \|$/gm)];
        const short = [...read("README.md").matchAll(/^\| (`[A-Z]+_[A-Z0-9_]+`) \| (.*?) \|$/gm)];
        expect(long.length).toBeGreaterThan(70);
        expect(short.map(([, code, meaning]) => [code, meaning])).toEqual(
            long.map(([, code, meaning]) => [code, meaning]),
        );
    });

    it("give one and the same least IAM policy", () => {
        const policyIn = (path: string) => /```json\n(.*?)```/s.exec(read(path))?.[1];
        expect(JSON.parse(policyIn("README.md") ?? "")).toMatchObject({ Version: "2012-10-17" });
        expect(policyIn("README.md")).toBe(policyIn("docs/iam.md"));
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

    it("give the reason of each dependency", () => {
        const { dependencies, devDependencies, peerDependencies } = JSON.parse(read("package.json"));
        const contributing = read("CONTRIBUTING.md");
        const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
        expect(names.filter((name) => !contributing.includes(`\`${name}\``))).toEqual([]);
    });
});
