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

    it("give the reason of each dependency", () => {
        const { dependencies, devDependencies, peerDependencies } = JSON.parse(read("package.json"));
        const contributing = read("CONTRIBUTING.md");
        const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
        expect(names.filter((name) => !contributing.includes(`\`${name}\``))).toEqual([]);
    });
});
