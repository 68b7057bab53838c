import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { root } from "../support/imports";
import { compilers, type FreshProject, makeFreshProject, packPackage } from "./fresh-project";
import { bothKindsSettings, programKinds, typeProgram } from "./programs";
import { upAndDestroy } from "./up-and-destroy";

const slow = 1_800_000;

describe("the packed package in a fresh project", () => {
    let folder: string;
    let tarball: string;
    let lab: Lab;
    let instance: LabInstance;

    beforeAll(async () => {
        folder = mkdtempSync(join(tmpdir(), "packed-"));
        [tarball, lab] = await Promise.all([packPackage(folder), startLab()]);
        instance = await lab.launchInstance();
    }, slow);

    afterAll(async () => {
        await lab?.stop();
        rmSync(folder, { recursive: true, force: true });
    });

    async function inFreshProject<T>(
        moduleType: "commonjs" | "module",
        use: (project: FreshProject) => Promise<T>,
    ): Promise<T> {
        const project = await makeFreshProject(tarball, moduleType);
        try {
            return await use(project);
        } finally {
            project.remove();
        }
    }

    it.each(programKinds)("works on the real engine from $title", { timeout: slow }, async (kind) => {
        const outputs = await inFreshProject(kind.moduleType, (project) => upAndDestroy(project, kind, lab, instance));
        expect(outputs).toEqual({ stdout: "it works", exitCode: 0 });
    });

    it("works on the real engine from a program that esbuild has put into one file", { timeout: slow }, async () => {
        const kind = programKinds.find(({ title }) => title === "JavaScript, CommonJS");
        const outputs = await inFreshProject("commonjs", async (project) => {
            project.write("main.js", kind?.text ?? "");
            await build({
                absWorkingDir: project.folder,
                entryPoints: ["main.js"],
                outfile: "bundle.js",
                bundle: true,
                minify: true,
                platform: "node",
                // The one that runs the program has to be the one that it uses.
                external: ["@pulumi/pulumi"],
            });
            const text = readFileSync(join(project.folder, "bundle.js"), "utf8");
            expect(text).not.toContain('require("pulumi-ec2-instance-connect")');
            return upAndDestroy(
                project,
                { title: "bundle", moduleType: "commonjs", file: "index.js", text },
                lab,
                instance,
            );
        });
        expect(outputs).toEqual({ stdout: "it works", exitCode: 0 });
    });

    describe.each(compilers())("with TypeScript $version", ({ path }) => {
        it("has declarations that a CommonJS program and an ES module read", { timeout: slow }, async () => {
            await inFreshProject("commonjs", async (project) => {
                project.write("index.cts", typeProgram);
                project.write("index.mts", typeProgram);
                project.write("tsconfig.json", bothKindsSettings);
                await project.node([path, "--noEmit"]);
            });
        });
    });

    it("shows the lab to ES modules and to CommonJS", { timeout: slow }, async () => {
        await inFreshProject("module", async (project) => {
            project.write(
                "lab.mjs",
                `import { startLab } from "pulumi-ec2-instance-connect/lab"; console.log(typeof startLab);`,
            );
            project.write("lab.cjs", `console.log(typeof require("pulumi-ec2-instance-connect/lab").startLab);`);
            expect(await project.node(["lab.mjs"])).toBe("function\n");
            expect(await project.node(["lab.cjs"])).toBe("function\n");
        });
    });

    it("brings nothing but the compiled product, its documents and its examples", { timeout: slow }, async () => {
        await inFreshProject("commonjs", async (project) => {
            const list = `console.log(JSON.stringify(require("fs").readdirSync("node_modules/pulumi-ec2-instance-connect", { recursive: true })))`;
            const files: string[] = JSON.parse(await project.node(["-e", list]));
            const expected =
                /^(dist(\/(sdk|provider|cli|lab)(\/.*)?)?|package\.json|LICENSE|([\w-]+\/)*[\w-]+\.md|docs(\/images(\/[\w-]+\.(png|svg))?)?|lab|examples(\/[\w-]+)?(\/[\w.]+\.(ts|yaml)|\/\.github(\/workflows(\/[\w-]+\.yml)?)?)?)$/;
            expect(files.filter((file) => !expected.test(file))).toEqual([]);
            expect(files).toContain("examples/ci/.github/workflows/deploy.yml");
            const readme = readFileSync(join(root, "README.md"), "utf8");
            const linked = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) => path);
            expect(linked).toContain("LICENSE");
            expect(linked.filter((path) => !files.includes(path))).toEqual([]);
        });
    });
});
