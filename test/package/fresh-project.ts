import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { root } from "../support/imports";

const run = promisify(execFile);
const packageName = "pulumi-ec2-instance-connect";

/** A folder like that of a new Pulumi project in which somebody has just installed the package from the registry. */
export interface FreshProject {
    readonly folder: string;
    write(file: string, text: string): void;
    /** Runs a program of the folder in Node.js and gives its stdout; what it printed is in the error when it fails. */
    node(args: readonly string[], environment?: Record<string, string>): Promise<string>;
    remove(): void;
}

/** Packs the package as `npm publish` does, from what `npm run build` left in `dist`. */
export async function packPackage(folder: string): Promise<string> {
    if (!existsSync(join(root, "dist", ".built"))) {
        throw new Error("The package is not built. Run `npm run build`, or `npm test`, which does.");
    }
    await run("npm", ["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder], { cwd: root });
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
    if (tarball === undefined) {
        throw new Error("npm pack wrote no tarball");
    }
    return join(folder, tarball);
}

/** Makes the project. Its other packages are those of the checkout, except for type packages that only we have. */
export async function makeFreshProject(tarball: string, moduleType: "commonjs" | "module"): Promise<FreshProject> {
    const project = makeEmptyProject({ type: moduleType }, join(dirname(tarball), "compiled"));
    const packages = join(project.folder, "node_modules");
    const ours = join(packages, packageName);
    mkdirSync(join(packages, "@types"), { recursive: true });
    mkdirSync(ours);
    for (const name of readdirSync(join(root, "node_modules"))) {
        if (!name.startsWith(".") && name !== "@types" && name !== packageName) {
            symlinkSync(join(root, "node_modules", name), join(packages, name));
        }
    }
    symlinkSync(join(root, "node_modules", "@types", "node"), join(packages, "@types", "node"));
    await run("tar", ["-xzf", tarball, "-C", ours, "--strip-components=1"]);
    return project;
}

/**
 * A folder with nothing but a `package.json`. What Node.js compiles is kept by its path, hence not among what outlives the
 * tests, but in `compiled`.
 */
export function makeEmptyProject(manifest: Readonly<Record<string, unknown>>, compiled?: string): FreshProject {
    const folder = mkdtempSync(join(tmpdir(), "fresh-project-"));
    const NODE_COMPILE_CACHE = compiled ?? join(folder, ".compiled");
    const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
    write("package.json", JSON.stringify({ name: "fresh", private: true, ...manifest }));
    return {
        folder,
        write,
        node: (args, environment = {}) => runNode(folder, args, { NODE_COMPILE_CACHE, ...environment }),
        remove: () => rmSync(folder, { recursive: true, force: true }),
    };
}

async function runNode(folder: string, args: readonly string[], environment: Record<string, string>): Promise<string> {
    try {
        const env = { ...process.env, ...environment };
        return (await run(process.execPath, [...args], { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 })).stdout;
    } catch (error) {
        const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
        throw new Error(`node ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
    }
}

/** The compilers that users have: the one that Pulumi's templates ask for, and the newest that Pulumi can work with. */
export function compilers(): { version: string; path: string }[] {
    // arethetypeswrong brings the older one, so that no second compiler has to be installed.
    const fromOurs = createRequire(join(root, "package.json"));
    const typesWrong = createRequire(join(root, "node_modules/@arethetypeswrong/cli/package.json"));
    const fromTypesWrong = createRequire(typesWrong.resolve("@arethetypeswrong/core"));
    return [fromTypesWrong, fromOurs].map((require) => {
        const manifest = require.resolve("typescript/package.json");
        return { version: require(manifest).version, path: join(dirname(manifest), "bin", "tsc") };
    });
}
